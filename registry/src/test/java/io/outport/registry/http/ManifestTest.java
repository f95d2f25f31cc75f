package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import io.outport.registry.content.MissingContent;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushing, reading and removing manifests and tags. */
final class ManifestTest {
  private static final byte[] CONFIG = Samples.utf8("{\"os\":\"linux\"}");
  private static final String JSON = Samples.manifest(CONFIG);
  private static final Digest DIGEST = Digest.ofBytes(Samples.utf8(JSON));

  private TestRegistry registry;
  private Client client;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
    client = Client.of(registry);
    client.pushBlob("app/web", CONFIG);
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void servesManifestByteForByteUnderItsOwnType() {
    // Odd white space would be lost by whoever parses and prints.
    String odd = JSON.replace(",", "  ,\n\t") + "\n";
    var pushed = client.pushManifest("app/web", "v1", odd);

    var answer = client.get("/v2/app/web/manifests/v1", "Accept", "text/html");

    assertThat(pushed.statusCode()).isEqualTo(201);
    Digest digest = Digest.ofBytes(Samples.utf8(odd));
    assertThat(Client.header(pushed, "Location")).isEqualTo("/v2/app/web/manifests/" + digest);
    assertThat(Client.header(pushed, "Docker-Content-Digest")).isEqualTo(digest.toString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Client.text(answer)).isEqualTo(odd);
    assertThat(Client.header(answer, "Content-Type")).isEqualTo(MediaType.OCI_MANIFEST);
    assertThat(Client.header(answer, "Docker-Content-Digest")).isEqualTo(digest.toString());
  }

  @Test
  void headHasLengthAndDigestOfGetAndNoBody() {
    client.pushManifest("app/web", "v1", JSON);

    for (String reference : new String[] {"v1", DIGEST.toString()}) {
      var answer = client.head("/v2/app/web/manifests/" + reference);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
      assertThat(Client.header(answer, "Content-Length"))
          .isEqualTo(Integer.toString(JSON.length()));
      assertThat(Client.header(answer, "Docker-Content-Digest")).isEqualTo(DIGEST.toString());
    }
  }

  @Test
  void answersNotModifiedToWhoHoldsTheManifest() {
    client.pushManifest("app/web", "v1", JSON);

    var answer = client.get("/v2/app/web/manifests/v1", "If-None-Match", "\"" + DIGEST + "\"");

    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void pullsByDigestAfterTheTagMoved() {
    client.pushManifest("app/web", "v1", JSON);
    client.pushManifest("app/web", "v1", JSON + " ");

    assertThat(client.get("/v2/app/web/manifests/" + DIGEST).statusCode()).isEqualTo(200);
    assertThat(Client.text(client.get("/v2/app/web/manifests/v1"))).isEqualTo(JSON + " ");
  }

  @Test
  void acceptsUnknownMediaType() {
    String json = "{\"schemaVersion\":2,\"anything\":[1,2]}";

    var pushed =
        client.send(
            "PUT",
            "/v2/app/web/manifests/odd",
            Samples.utf8(json),
            "Content-Type",
            "application/vnd.example.thing.v7+json");
    var answer = client.get("/v2/app/web/manifests/odd", "Accept", MediaType.OCI_INDEX);

    assertThat(pushed.statusCode()).isEqualTo(201);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Client.header(answer, "Content-Type"))
        .isEqualTo("application/vnd.example.thing.v7+json");
  }

  @Test
  void toleratesAbsentContentType() {
    var pushed = client.send("PUT", "/v2/app/web/manifests/v1", Samples.utf8(JSON));

    assertThat(pushed.statusCode()).isEqualTo(201);
    assertThat(Client.header(client.get("/v2/app/web/manifests/v1"), "Content-Type"))
        .isEqualTo(MediaType.OCI_MANIFEST);
  }

  @Test
  void refusesManifestWhoseBlobsAreMissingAndNamesThem() {
    String json = Samples.manifest(Samples.utf8("never pushed"));

    var answer = client.pushManifest("app/web", "v1", json);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Client.text(answer))
        .contains("MANIFEST_BLOB_UNKNOWN")
        .contains(Digest.ofBytes(Samples.utf8("never pushed")).toString());
    assertThat(client.get("/v2/app/web/manifests/v1").statusCode()).isEqualTo(404);
  }

  @Test
  void takesSparseIndexUnlessSettingsSayOtherwise() {
    String index =
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}\
        """
            .formatted(
                MediaType.OCI_INDEX,
                Samples.descriptor(MediaType.OCI_MANIFEST, Samples.utf8("absent")));
    String absent = Digest.ofBytes(Samples.utf8("absent")).toString();
    RegistrySettings whole =
        RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
            .with(MissingContent.REFUSED);

    try (TestRegistry other = TestRegistry.start(whole);
        Client otherClient = Client.of(other)) {
      assertThat(pushIndex(otherClient, index)).isEqualTo(404);
      assertThat(pushIndex(client, index)).isEqualTo(201);
      var entry = client.get("/v2/app/web/manifests/" + absent);
      assertThat(entry.statusCode()).isEqualTo(404);
      assertThat(Client.text(entry)).contains("MANIFEST_UNKNOWN").contains(absent);
      assertThat(client.pushManifest("app/bare", "v1", JSON).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void refusesManifestThatDoesNotMatchItsDigest() {
    var answer = client.pushManifest("app/web", DIGEST.toString(), JSON + " ");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Client.text(answer)).contains("DIGEST_INVALID");
  }

  @Test
  void refusesMalformedDigestWithoutFailing() {
    assertThat(client.pushManifest("app/web", "sha256:baddigest", JSON).statusCode())
        .isEqualTo(400);
    assertThat(client.get("/v2/app/web/manifests/sha256:baddigest").statusCode()).isEqualTo(400);
    assertThat(client.get("/v2/app/web/blobs/sha256:baddigest").statusCode()).isEqualTo(400);
    assertThat(client.get("/v2/app/web/referrers/md5:00").statusCode()).isEqualTo(400);
  }

  @Test
  void hasNoManifestAtATagThatCannotBe() {
    var answer = client.get("/v2/app/web/manifests/.not-a-tag");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Client.text(answer)).contains("MANIFEST_UNKNOWN").contains(".not-a-tag");
    assertThat(client.head("/v2/app/web/manifests/.not-a-tag").statusCode()).isEqualTo(404);
    assertThat(client.pushManifest("app/web", ".not-a-tag", JSON).statusCode()).isEqualTo(400);
  }

  @Test
  void refusesBrokenJsonWithoutFailing() {
    var answer = client.pushManifest("app/web", "v1", "{\"schemaVersion\":");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Client.text(answer)).contains("MANIFEST_INVALID").doesNotContain("Exception");
  }

  @Test
  void takesManifestOfFourMebibytesAndRefusesLarger() {
    String large = padded(Manifest.MAX_BYTES);

    assertThat(client.pushManifest("app/web", "large", large).statusCode()).isEqualTo(201);
    assertThat(client.pushManifest("app/web", "larger", large + " ").statusCode()).isEqualTo(413);
    assertThat(client.get("/v2/app/web/manifests/large").body()).hasSize(Manifest.MAX_BYTES);
  }

  @Test
  void setsSeveralTagsInOnePush() {
    String query = tagQuery(20);

    var answer = client.pushManifest("app/web", DIGEST + "?" + query, JSON);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().allValues("OCI-Tag")).hasSize(20).contains("t0", "t19");
    assertThat(client.get("/v2/app/web/manifests/t19").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesMoreTagsThanTheLimit() {
    var answer = client.pushManifest("app/web", DIGEST + "?" + tagQuery(65), JSON);

    assertThat(answer.statusCode()).isEqualTo(414);
    assertThat(client.get("/v2/app/web/manifests/t0").statusCode()).isEqualTo(404);
  }

  @Test
  void namesTheSubjectThoughItIsAbsent() {
    client.pushBlob("app/web", Samples.utf8("{}"));
    String artifact = Samples.artifact("application/x.sig", Samples.utf8("{}"), "absent");

    var answer = client.pushManifest("app/web", "sig", artifact);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(Client.header(answer, "OCI-Subject"))
        .isEqualTo(Digest.ofBytes(Samples.utf8("absent")).toString());
  }

  @Test
  void deletingTagLeavesManifestAndOtherTags() {
    client.pushManifest("app/web", "v1", JSON);
    client.pushManifest("app/web", "v2", JSON);

    assertThat(client.delete("/v2/app/web/manifests/v1").statusCode()).isEqualTo(202);

    assertThat(client.get("/v2/app/web/manifests/v1").statusCode()).isEqualTo(404);
    assertThat(client.get("/v2/app/web/manifests/v2").statusCode()).isEqualTo(200);
    assertThat(client.get("/v2/app/web/manifests/" + DIGEST).statusCode()).isEqualTo(200);
    assertThat(client.delete("/v2/app/web/manifests/v1").statusCode()).isEqualTo(404);
  }

  @Test
  void deletingManifestTakesItsTags() {
    client.pushManifest("app/web", "v1", JSON);

    assertThat(client.delete("/v2/app/web/manifests/" + DIGEST).statusCode()).isEqualTo(202);

    assertThat(client.get("/v2/app/web/manifests/v1").statusCode()).isEqualTo(404);
    assertThat(client.delete("/v2/app/web/manifests/" + DIGEST).statusCode()).isEqualTo(404);
  }

  private static int pushIndex(Client client, String index) {
    return client
        .send(
            "PUT",
            "/v2/app/web/manifests/index",
            Samples.utf8(index),
            "Content-Type",
            MediaType.OCI_INDEX)
        .statusCode();
  }

  private static String tagQuery(int count) {
    return IntStream.range(0, count).mapToObj(i -> "tag=t" + i).collect(Collectors.joining("&"));
  }

  private static String padded(int size) {
    String open = "{\"schemaVersion\":2,\"annotations\":{\"a\":\"";
    String close = "\"}}";
    return open + "x".repeat(size - open.length() - close.length()) + close;
  }
}
