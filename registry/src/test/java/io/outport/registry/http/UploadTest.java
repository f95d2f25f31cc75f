package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.UploadId;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way to push a blob. */
final class UploadTest {
  private static final byte[] BLOB = Samples.bytes(300_000);
  private static final Digest DIGEST = Digest.ofBytes(BLOB);
  private static final String UPLOADS = "/v2/app/web/blobs/uploads/";
  private static final String BLOB_PATH = "/v2/app/web/blobs/" + DIGEST;

  private TestRegistry registry;
  private Client client;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
    client = Client.of(registry);
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void takesBlobInOneRequest() {
    var answer = client.send("POST", UPLOADS + "?digest=" + DIGEST, BLOB);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(Client.header(answer, "Location")).isEqualTo(BLOB_PATH);
    assertThat(Client.header(answer, "Docker-Content-Digest")).isEqualTo(DIGEST.toString());
    assertBlobIsThere();
    assertThat(registry.blobs.listUploads()).isEmpty();
  }

  @Test
  void refusesWrongDigestInOneRequestAndKeepsNothing() {
    var answer = client.send("POST", UPLOADS + "?digest=" + DIGEST, Samples.bytes(10));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Client.text(answer)).contains("DIGEST_INVALID");
    assertThat(client.get(BLOB_PATH).statusCode()).isEqualTo(404);
    assertThat(registry.blobs.listUploads()).isEmpty();
  }

  @Test
  void takesBlobInTwoRequests() {
    String session = client.startUpload("app/web");

    var answer = client.send("PUT", session + "?digest=" + DIGEST, BLOB);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertBlobIsThere();
  }

  @Test
  void startsUploadWithOrWithoutClosingSlash() {
    assertThat(client.post("/v2/app/web/blobs/uploads").statusCode()).isEqualTo(202);
    assertThat(client.post(UPLOADS).statusCode()).isEqualTo(202);
  }

  @Test
  void takesChunksAndSaysHowFarTheyReach() {
    String session = client.startUpload("app/web");

    var first = chunk(session, 0, 100_000);
    var second = chunk(session, 100_000, 250_000);
    var last =
        client.send(
            "PUT",
            session + "?digest=" + DIGEST,
            Arrays.copyOfRange(BLOB, 250_000, 300_000),
            "Content-Range",
            "250000-299999");

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(Client.header(first, "Range")).isEqualTo("0-99999");
    assertThat(Client.header(first, "Location")).isEqualTo(session);
    assertThat(Client.header(second, "Range")).isEqualTo("0-249999");
    assertThat(last.statusCode()).isEqualTo(201);
    assertBlobIsThere();
  }

  @Test
  void refusesChunkOutOfOrderAndGoesOnFromTheRealOffset() {
    String session = client.startUpload("app/web");
    chunk(session, 0, 100_000);

    var ahead = chunk(session, 200_000, 300_000);
    var back = chunk(session, 0, 100_000);
    var status = client.get(session);

    assertThat(ahead.statusCode()).isEqualTo(416);
    assertThat(Client.header(ahead, "Range")).isEqualTo("0-99999");
    assertThat(back.statusCode()).isEqualTo(416);
    assertThat(status.statusCode()).isEqualTo(204);
    assertThat(Client.header(status, "Range")).isEqualTo("0-99999");
    assertThat(Client.header(status, "Location")).isEqualTo(session);
    assertThat(chunk(session, 100_000, 300_000).statusCode()).isEqualTo(202);
    assertThat(client.send("PUT", session + "?digest=" + DIGEST, new byte[0]).statusCode())
        .isEqualTo(201);
    assertBlobIsThere();
  }

  @Test
  void refusesClosingChunkOutOfOrderAndKeepsTheSession() {
    String session = client.startUpload("app/web");
    chunk(session, 0, 100_000);

    var answer =
        client.send(
            "PUT",
            session + "?digest=" + DIGEST,
            Arrays.copyOfRange(BLOB, 200_000, 300_000),
            "Content-Range",
            "200000-299999");

    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(Client.header(client.get(session), "Range")).isEqualTo("0-99999");
    assertThat(
            client
                .send(
                    "PUT",
                    session + "?digest=" + DIGEST,
                    Arrays.copyOfRange(BLOB, 100_000, 300_000))
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void takesStreamOfUnknownLength() {
    String session = client.startUpload("app/web");

    var answer =
        client.send(
            "PATCH", session, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(BLOB)));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(Client.header(answer, "Range")).isEqualTo("0-299999");
    assertThat(client.send("PUT", session + "?digest=" + DIGEST, new byte[0]).statusCode())
        .isEqualTo(201);
    assertBlobIsThere();
  }

  @Test
  void dropsChunkThatIsNotAsLongAsItsRange() {
    String session = client.startUpload("app/web");
    chunk(session, 0, 100_000);

    var shorter = client.send("PATCH", session, new byte[10], "Content-Range", "100000-100019");
    var longer = client.send("PATCH", session, new byte[30], "Content-Range", "100000-100019");

    assertThat(shorter.statusCode()).isEqualTo(400);
    assertThat(Client.text(shorter)).contains("SIZE_INVALID");
    assertThat(longer.statusCode()).isEqualTo(400);
    assertThat(Client.header(client.get(session), "Range")).isEqualTo("0-99999");
  }

  @Test
  void refusesMalformedContentRange() {
    String session = client.startUpload("app/web");

    for (String range : new String[] {"a-b", "5-1", "bytes */10", "-1"}) {
      assertThat(client.send("PATCH", session, new byte[1], "Content-Range", range).statusCode())
          .as(range)
          .isEqualTo(400);
    }
  }

  @Test
  void wrongClosingBytesCanBeSentAgain() {
    String session = client.startUpload("app/web");
    chunk(session, 0, 100_000);

    var wrong = client.send("PUT", session + "?digest=" + DIGEST, Samples.bytes(200_000));
    var right =
        client.send(
            "PUT", session + "?digest=" + DIGEST, Arrays.copyOfRange(BLOB, 100_000, 300_000));

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(right.statusCode()).isEqualTo(201);
    assertBlobIsThere();
  }

  @Test
  void repeatOfClosingRequestWhoseAnswerWasLostSucceeds() {
    String session = client.startUpload("app/web");
    client.send("PUT", session + "?digest=" + DIGEST, BLOB);

    var repeat = client.send("PUT", session + "?digest=" + DIGEST, BLOB);

    assertThat(repeat.statusCode()).isEqualTo(201);
    assertThat(Client.header(repeat, "Location")).isEqualTo(BLOB_PATH);
  }

  @Test
  void refusesClosingRequestWithoutDigest() {
    String session = client.startUpload("app/web");

    assertThat(client.send("PUT", session, BLOB).statusCode()).isEqualTo(400);
    assertThat(client.send("PUT", session + "?digest=sha256:zz", BLOB).statusCode()).isEqualTo(400);
  }

  @Test
  void takesSha512() {
    Digest sha512 = Digest.ofBytes(DigestAlgorithm.SHA512, BLOB);
    String session = Client.header(client.post(UPLOADS + "?digest-algorithm=sha512"), "Location");

    assertThat(client.send("PUT", session + "?digest=" + sha512, BLOB).statusCode()).isEqualTo(201);
    assertThat(client.get("/v2/app/web/blobs/" + sha512).body()).isEqualTo(BLOB);
    assertThat(client.post(UPLOADS + "?digest-algorithm=md5").statusCode()).isEqualTo(400);
  }

  @Test
  void cancelsUpload() {
    String session = client.startUpload("app/web");
    chunk(session, 0, 100_000);

    assertThat(client.delete(session).statusCode()).isEqualTo(204);

    assertThat(client.get(session).statusCode()).isEqualTo(404);
    assertThat(Client.text(client.delete(session))).contains("BLOB_UPLOAD_UNKNOWN");
    assertThat(registry.blobs.listUploads()).isEmpty();
  }

  @Test
  void sessionIsUnknownInAnotherRepository() {
    String session = client.startUpload("app/web");

    String elsewhere = session.replace("/v2/app/web/", "/v2/app/other/");

    assertThat(client.get(elsewhere).statusCode()).isEqualTo(404);
    assertThat(client.send("PUT", elsewhere + "?digest=" + DIGEST, BLOB).statusCode())
        .isEqualTo(404);
    assertThat(client.get(session).statusCode()).isEqualTo(204);
  }

  @Test
  void transferOfTheSyncCannotBeReached() {
    UploadId transfer = UploadId.forTransfer(DIGEST);
    try (BlobUpload upload = registry.blobs.openUpload(transfer)) {
      upload.append(ByteBuffer.wrap(BLOB));
    }

    assertThat(client.get(UPLOADS + transfer.value()).statusCode()).isEqualTo(404);
    assertThat(client.delete(UPLOADS + transfer.value()).statusCode()).isEqualTo(404);
  }

  @Test
  void saysBusyWhileAnotherRequestUsesTheSession() {
    String session = client.startUpload("app/web");
    UploadId id = new UploadId(session.substring(session.lastIndexOf('/') + 1));

    try (BlobUpload upload = registry.blobs.findUpload(id).orElseThrow()) {
      var answer = client.send("PATCH", session, BLOB);

      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(Client.header(answer, "Retry-After")).isNotEmpty();
      assertThat(upload.size()).isZero();
    }
  }

  @Test
  void mountsBlobFromRepositoryThatTheAccountMayRead() {
    client.pushBlob("app/source", BLOB);

    var answer = client.post(UPLOADS + "?mount=" + DIGEST + "&from=app/source");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(Client.header(answer, "Location")).isEqualTo(BLOB_PATH);
    assertBlobIsThere();
  }

  @Test
  void mountOfMissingBlobOpensUpload() {
    client.pushBlob("app/source", Samples.bytes(5));

    var named = client.post(UPLOADS + "?mount=" + DIGEST + "&from=app/source");
    var unnamed = client.post(UPLOADS + "?mount=" + DIGEST);
    var broken = client.post(UPLOADS + "?mount=" + DIGEST + "&from=Not%2FA%2FName");

    assertThat(named.statusCode()).isEqualTo(202);
    assertThat(unnamed.statusCode()).isEqualTo(202);
    assertThat(broken.statusCode()).isEqualTo(202);
    assertThat(Client.header(named, "Location")).startsWith(UPLOADS);
  }

  @Test
  void mountsWithoutSourceName() {
    client.pushBlob("app/source", BLOB);

    assertThat(client.post(UPLOADS + "?mount=" + DIGEST).statusCode()).isEqualTo(201);
    assertBlobIsThere();
  }

  @Test
  void deletedBlobStaysInOtherRepositories() {
    client.pushBlob("app/source", BLOB);
    client.post(UPLOADS + "?mount=" + DIGEST + "&from=app/source");

    assertThat(client.delete("/v2/app/source/blobs/" + DIGEST).statusCode()).isEqualTo(202);

    assertThat(client.head("/v2/app/source/blobs/" + DIGEST).statusCode()).isEqualTo(404);
    assertThat(client.delete("/v2/app/source/blobs/" + DIGEST).statusCode()).isEqualTo(404);
    assertBlobIsThere();
  }

  @Test
  void refusesBlobBeyondTheLimit() {
    RegistrySettings.Limits standard = RegistrySettings.Limits.DEFAULT;
    RegistrySettings small =
        RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
            .with(standard.withMaxBlobBytes(1_000));

    try (TestRegistry other = TestRegistry.start(small);
        Client otherClient = Client.of(other)) {
      String session = otherClient.startUpload("app/web");
      var known = otherClient.send("PATCH", session, new byte[1_001]);
      var streamed =
          otherClient.send(
              "PATCH",
              session,
              BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[1_001])));

      assertThat(known.statusCode()).isEqualTo(413);
      assertThat(streamed.statusCode()).isEqualTo(413);
      assertThat(otherClient.send("PATCH", session, new byte[1_000]).statusCode()).isEqualTo(202);
      assertThat(other.metadata.hasRepository(new RepositoryName("app/web"))).isFalse();
    }
  }

  private java.net.http.HttpResponse<byte[]> chunk(String session, int from, int to) {
    return client.send(
        "PATCH",
        session,
        Arrays.copyOfRange(BLOB, from, to),
        "Content-Range",
        from + "-" + (to - 1));
  }

  private void assertBlobIsThere() {
    assertThat(client.get(BLOB_PATH).body()).isEqualTo(BLOB);
  }
}
