package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.registry.content.BlobStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading manifests and blobs, which is the same from a store with files and one without. */
abstract class PullContract {
  private static final byte[] BLOB = Samples.bytes(200_000);
  private static final Digest DIGEST = Digest.ofBytes(BLOB);
  private static final String BLOB_PATH = "/v2/app/web/blobs/" + DIGEST;

  private WatchedBlobStore blobs;
  private TestRegistry registry;
  private Client client;

  abstract BlobStore openStore(Path folder);

  @BeforeEach
  void start(@TempDir Path folder) {
    blobs = new WatchedBlobStore(openStore(folder));
    registry =
        TestRegistry.start(
            RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE), blobs);
    client = Client.of(registry);
    client.pushBlob("app/web", BLOB);
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
    blobs.close();
  }

  @Test
  void servesWholeBlob() {
    var answer = client.get(BLOB_PATH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(BLOB);
    assertThat(Client.header(answer, "Content-Length")).isEqualTo("200000");
    assertThat(Client.header(answer, "Content-Type")).isEqualTo(MediaType.OCTET_STREAM);
    assertThat(Client.header(answer, "Docker-Content-Digest")).isEqualTo(DIGEST.toString());
    assertThat(Client.header(answer, "Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
    assertThat(Client.header(answer, "Accept-Ranges")).isEqualTo("bytes");
  }

  @Test
  void headOfBlobHasLengthOfGetAndNoBody() {
    var answer = client.head(BLOB_PATH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(Client.header(answer, "Content-Length")).isEqualTo("200000");
    assertThat(Client.header(answer, "Docker-Content-Digest")).isEqualTo(DIGEST.toString());
  }

  @Test
  void servesEmptyBlob() {
    Digest empty = client.pushBlob("app/web", new byte[0]);

    var answer = client.get("/v2/app/web/blobs/" + empty);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(Client.header(answer, "Content-Length")).isEqualTo("0");
  }

  @Test
  void servesSingleRange() {
    var answer = client.get(BLOB_PATH, "Range", "bytes=500-1499");

    assertPart(answer, 500, 1500);
  }

  @Test
  void servesOpenRange() {
    assertPart(client.get(BLOB_PATH, "Range", "bytes=199000-"), 199_000, 200_000);
  }

  @Test
  void servesSuffixRange() {
    assertPart(client.get(BLOB_PATH, "Range", "bytes=-500"), 199_500, 200_000);
  }

  @Test
  void clampsRangeToBlob() {
    assertPart(client.get(BLOB_PATH, "Range", "bytes=199990-500000"), 199_990, 200_000);
    assertPart(client.get(BLOB_PATH, "Range", "bytes=-500000"), 0, 200_000);
  }

  @Test
  void refusesRangeOutsideBlob() {
    for (String range : new String[] {"bytes=200000-", "bytes=500000-600000", "bytes=500-0"}) {
      var answer = client.get(BLOB_PATH, "Range", range);

      assertThat(answer.statusCode()).as(range).isEqualTo(416);
      assertThat(Client.header(answer, "Content-Range")).isEqualTo("bytes */200000");
      assertThat(Client.text(answer)).contains("RANGE_INVALID");
    }
  }

  @Test
  void servesSeveralRangesAsMultipart() {
    var answer = client.get(BLOB_PATH, "Range", "bytes=0-9,1000-1009,-10");

    assertThat(answer.statusCode()).isEqualTo(206);
    String type = Client.header(answer, "Content-Type");
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String boundary = type.substring(type.indexOf('=') + 1);
    String body = new String(answer.body(), StandardCharsets.ISO_8859_1);
    assertThat(Client.header(answer, "Content-Length")).isEqualTo(Integer.toString(body.length()));
    assertThat(body)
        .isEqualTo(
            part(boundary, 0, 10)
                + part(boundary, 1000, 1010)
                + part(boundary, 199_990, 200_000)
                + "\r\n--"
                + boundary
                + "--\r\n");
  }

  @Test
  void mergesRangesThatOverlap() {
    assertPart(client.get(BLOB_PATH, "Range", "bytes=0-99,50-149,50-149"), 0, 150);
  }

  @Test
  void ignoresRangeOfOtherUnitOrOtherContent() {
    assertThat(client.get(BLOB_PATH, "Range", "lines=1-2").statusCode()).isEqualTo(200);
    assertThat(client.get(BLOB_PATH, "Range", "bytes=a-b").statusCode()).isEqualTo(200);
    assertThat(client.get(BLOB_PATH, "Range", "bytes=0-9", "If-Range", "\"other\"").statusCode())
        .isEqualTo(200);
    assertThat(
            client
                .get(BLOB_PATH, "Range", "bytes=0-9", "If-Range", "\"" + DIGEST + "\"")
                .statusCode())
        .isEqualTo(206);
  }

  @Test
  void answersNotModifiedToWhoHoldsTheBlob() {
    var answer = client.get(BLOB_PATH, "If-None-Match", "\"x\", W/\"" + DIGEST + "\"");

    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
    assertThat(Client.header(answer, "ETag")).isEqualTo("\"" + DIGEST + "\"");
  }

  @Test
  void keepsConnectionUsableAfterEachKindOfAnswer() {
    for (int i = 0; i < 3; i++) {
      assertThat(client.get(BLOB_PATH).body()).isEqualTo(BLOB);
      assertThat(client.head(BLOB_PATH).body()).isEmpty();
      assertPart(client.get(BLOB_PATH, "Range", "bytes=0-9"), 0, 10);
      assertThat(client.get(BLOB_PATH, "Range", "bytes=0-9,20-29").statusCode()).isEqualTo(206);
      assertThat(client.get(BLOB_PATH, "Range", "bytes=9-0").statusCode()).isEqualTo(416);
      assertThat(client.get(BLOB_PATH, "If-None-Match", "*").statusCode()).isEqualTo(304);
    }
  }

  @Test
  void acceptsDigestWithEscapedColon() {
    var answer = client.get("/v2/app/web/blobs/" + DIGEST.toString().replace(":", "%3A"));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void blobOfAnotherRepositoryIsUnknownHereThoughItsDigestIsKnown() {
    client.pushBlob("app/other", Samples.bytes(10));

    var answer = client.get("/v2/app/other/blobs/" + DIGEST);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Client.text(answer)).contains("BLOB_UNKNOWN");
  }

  @Test
  void closesBlobAfterEachAnswer() {
    client.get(BLOB_PATH);
    client.head(BLOB_PATH);
    client.get(BLOB_PATH, "Range", "bytes=0-9,20-29");
    client.get(BLOB_PATH, "Range", "bytes=9-0");
    client.get(BLOB_PATH, "If-None-Match", "*");

    await().until(() -> blobs.openContents.get() == 0);
  }

  @Test
  void closesBlobWhenClientGoesAwayInTheMiddle() throws IOException {
    Digest large = client.pushBlob("app/web", new byte[64 << 20]);
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(
          "GET /v2/app/web/blobs/"
              + large
              + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
              + Client.basic("admin", "admin-password")
              + "\r\n\r\n");
      assertThat(socket.readHead()).startsWith("HTTP/1.1 200");
      assertThat(socket.readBytes(100_000)).hasSize(100_000);
      assertThat(blobs.openContents.get()).isEqualTo(1);
    }

    await().until(() -> blobs.openContents.get() == 0);
  }

  private static void assertPart(HttpResponse<byte[]> answer, int from, int to) {
    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(BLOB, from, to));
    assertThat(Client.header(answer, "Content-Length")).isEqualTo(Integer.toString(to - from));
    assertThat(Client.header(answer, "Content-Range"))
        .isEqualTo("bytes " + from + "-" + (to - 1) + "/200000");
  }

  private static String part(String boundary, int from, int to) {
    return "\r\n--"
        + boundary
        + "\r\nContent-Type: application/octet-stream\r\n"
        + "Content-Range: bytes "
        + from
        + "-"
        + (to - 1)
        + "/200000\r\n\r\n"
        + new String(Arrays.copyOfRange(BLOB, from, to), StandardCharsets.ISO_8859_1);
  }
}
