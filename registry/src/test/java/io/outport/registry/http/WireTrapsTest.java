package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.registry.content.MissingContent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What implementers get wrong (wire, 5.4): each row is one test, here or where its endpoint is
 * tested.
 *
 * <pre>
 * out-of-order chunk         | UploadTest.refusesChunkOutOfOrderAndGoesOnFromTheRealOffset,
 *                            |   .refusesClosingChunkOutOfOrderAndKeepsTheSession
 * Range of upload replies    | UploadTest.takesChunksAndSaysHowFarTheyReach
 * single POST                | UploadTest.takesBlobInOneRequest
 * malformed digest           | ManifestTest.refusesMalformedDigestWithoutFailing
 * referrers, unknown subject | DiscoveryTest.referrersOfUnknownSubjectAreAnEmptyIndex
 * subject absent             | ManifestTest.namesTheSubjectThoughItIsAbsent
 * artifactType               | artifactTypeFallsBackToTheTypeOfTheConfig
 * referrers tag fallback     | referrersOfFallbackTagAreListedAndOutliveIt
 * byte-exact manifests       | ManifestTest.servesManifestByteForByteUnderItsOwnType
 * digest without a tag       | pullsByDigestWithoutAnyTag
 * tags: n, last, Link, n=0   | DiscoveryTest.listsTagsSorted, .zeroTagsAskedForIsAnEmptyList…
 * unknown media types        | mediaTypesAreNeverNegotiated
 * slashes and long names     | DiscoveryTest.repositoryNamesMayHoldTheWordsOfThePaths,
 *                            |   .longestNameWorksAndLongerIsRefused, HostileRequestTest
 * manifest size              | ManifestTest.takesManifestOfFourMebibytesAndRefusesLarger
 * HEAD                       | headTellsTheSameAsGet
 * delete tag, manifest       | ManifestTest.deletingTagLeavesManifestAndOtherTags,
 *                            |   .deletingManifestTakesItsTags, ReadOnlyTest (403 where it is off)
 * mount                      | UploadTest.mountFromRepositoryThatTheAccountMayNotReadOpensUpload
 * cross-host redirect        | the client's: io.outport.oci.client.RedirectTest
 * 429                        | the client's: io.outport.oci.client.RetryTest
 * Warning                    | warningsStayBelowTheBound
 * ns                         | namesTheNamespaceThatItAnsweredFor
 * empty POST, 100-continue   | emptyPostNeedsNoContentType,
 *                            |   BodyTest.asksForBodyOfClientThatWaitsForContinue
 * multi-range GET (5.5)      | PullContract.servesSeveralRangesAsMultipart
 * </pre>
 */
final class WireTrapsTest {
  private static final byte[] CONFIG = Samples.utf8("{\"os\":\"linux\"}");
  private static final String SUBJECT = Samples.manifest(CONFIG);
  private static final Digest SUBJECT_DIGEST = Digest.ofBytes(Samples.utf8(SUBJECT));
  private static final String REFERRERS = "/v2/app/web/referrers/" + SUBJECT_DIGEST;

  private TestRegistry registry;
  private Client client;

  @BeforeEach
  void start() {
    registry =
        TestRegistry.start(
            RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
                .with(MissingContent.ACCEPTED_IN_INDEX)
                .withNamespaces(Set.of(TestRegistry.SERVICE, "hub.example.test:5000")));
    client = Client.of(registry);
    client.pushBlob("app/web", CONFIG);
    client.pushManifest("app/web", "v1", SUBJECT);
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void artifactTypeFallsBackToTheTypeOfTheConfig() {
    String subject = Samples.descriptor(MediaType.OCI_MANIFEST, Samples.utf8(SUBJECT));
    String artifact =
        """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[],"subject":%s,\
        "annotations":{"a":"b"}}\
        """
            .formatted(
                MediaType.OCI_MANIFEST,
                Samples.descriptor("application/vnd.example.config+json", CONFIG),
                subject);

    assertThat(client.pushManifest("app/web", "artifact", artifact).statusCode()).isEqualTo(201);

    JsonNode listed = referrers().getFirst();
    assertThat(listed.path("artifactType").asString())
        .isEqualTo("application/vnd.example.config+json");
    assertThat(listed.path("annotations").path("a").asString()).isEqualTo("b");
  }

  /** Clients of registries without the API keep an index under this tag, and bring it along. */
  @Test
  void referrersOfFallbackTagAreListedAndOutliveIt() {
    String signature = Samples.artifact("application/x.sig", CONFIG, SUBJECT);
    String list = "application/x.list";
    String fallback = SUBJECT_DIGEST.toString().replace(':', '-');
    String index =
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}\
        """
            .formatted(
                MediaType.OCI_INDEX,
                Samples.descriptor(MediaType.OCI_MANIFEST, Samples.utf8(signature)));

    // The tag comes first where a copy is made in the order of the tags' names.
    assertThat(pushIndex(fallback, index).statusCode()).isEqualTo(201);
    assertThat(referrers()).isEmpty();
    String digest = Digest.ofBytes(Samples.utf8(signature)).toString();
    assertThat(client.pushManifest("app/web", digest, signature).statusCode()).isEqualTo(201);
    client.pushManifest("app/web", "other", Samples.artifact(list, CONFIG, SUBJECT));

    assertThat(referrers())
        .extracting(each -> each.path("artifactType").asString())
        .containsExactlyInAnyOrder("application/x.sig", list);
    assertThat(Client.text(client.get("/v2/app/web/manifests/" + fallback))).isEqualTo(index);
    assertThat(client.delete("/v2/app/web/manifests/" + fallback).statusCode()).isEqualTo(202);
    assertThat(referrers()).hasSize(2);
  }

  @Test
  void pullsByDigestWithoutAnyTag() {
    assertThat(client.delete("/v2/app/web/manifests/v1").statusCode()).isEqualTo(202);

    assertThat(client.get("/v2/app/web/manifests/v1").statusCode()).isEqualTo(404);
    assertThat(Client.text(client.get("/v2/app/web/manifests/" + SUBJECT_DIGEST)))
        .isEqualTo(SUBJECT);
  }

  @Test
  void mediaTypesAreNeverNegotiated() {
    String blob = "/v2/app/web/blobs/" + Digest.ofBytes(CONFIG);
    for (String type : List.of("text/html", "application/x;q=0", "not a type", "*/*;q=0")) {
      for (String path : List.of("/v2/app/web/manifests/v1", blob, REFERRERS, "/v2/")) {
        assertThat(client.get(path, "Accept", type).statusCode()).as(path).isEqualTo(200);
      }
      String session = client.startUpload("app/web");
      assertThat(client.send("PATCH", session, CONFIG, "Content-Type", type).statusCode())
          .isEqualTo(202);
    }
    // What it is called when pushed, it is called when pulled.
    String odd = "application/vnd.example.odd.v9";
    String json = "{\"schemaVersion\":2}";
    client.send("PUT", "/v2/app/web/manifests/odd", Samples.utf8(json), "Content-Type", odd);
    assertThat(Client.header(client.get("/v2/app/web/manifests/odd"), "Content-Type"))
        .isEqualTo(odd);
  }

  @Test
  void headTellsTheSameAsGet() {
    byte[] large = Samples.bytes(300_000);
    client.pushBlob("app/web", large);
    for (String path :
        List.of(
            "/v2/app/web/manifests/v1",
            "/v2/app/web/manifests/" + SUBJECT_DIGEST,
            "/v2/app/web/blobs/" + Digest.ofBytes(CONFIG),
            "/v2/app/web/blobs/" + Digest.ofBytes(large))) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<byte[]> get = client.get(path);
        HttpResponse<byte[]> head = client.head(path);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(Client.header(head, "Content-Length"))
            .isEqualTo(Integer.toString(get.body().length));
        for (String name : List.of("Content-Length", "Content-Type", "Docker-Content-Digest")) {
          assertThat(Client.header(head, name)).as(name).isEqualTo(Client.header(get, name));
        }
      }
    }
  }

  @Test
  void warningsStayBelowTheBound() {
    for (int entries : new int[] {1, 3, 500}) {
      String manifests =
          IntStream.range(0, entries)
              .mapToObj(
                  i -> Samples.descriptor(MediaType.OCI_MANIFEST, Samples.utf8("absent " + i)))
              .collect(Collectors.joining(","));
      String index =
          "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
              .formatted(MediaType.OCI_INDEX, manifests);

      HttpResponse<byte[]> answer = pushIndex("sparse", index);

      assertThat(answer.statusCode()).isEqualTo(201);
      List<String> warnings = answer.headers().allValues("Warning");
      assertThat(warnings)
          .singleElement()
          .asString()
          .startsWith("299 - \"")
          .endsWith("\"")
          .contains("(%d)".formatted(entries), Digest.ofBytes(Samples.utf8("absent 0")).toString());
      assertThat(warnings.stream().mapToInt(String::length).sum())
          .isLessThanOrEqualTo(Reply.MAX_WARNING_BYTES);
    }
    assertThat(Client.header(client.pushManifest("app/web", "v1", SUBJECT), "Warning")).isEmpty();
  }

  @Test
  void cutsWarningThatIsTooLong() {
    String warning = Reply.of(201).withWarning("\"".repeat(5_000)).headers().getFirst().value();

    assertThat(warning).hasSize(Reply.MAX_WARNING_BYTES).endsWith("...\"");
  }

  @Test
  void namesTheNamespaceThatItAnsweredFor() {
    for (String path :
        List.of("/v2/app/web/manifests/v1", "/v2/app/web/blobs/" + Digest.ofBytes(CONFIG))) {
      for (int i = 0; i < 3; i++) {
        var mirrored = client.get(path + "?ns=hub.example.test:5000");
        var plain = client.get(path);
        var foreign = client.get(path + "?ns=docker.io");

        assertThat(mirrored.statusCode()).isEqualTo(200);
        assertThat(mirrored.body()).isEqualTo(plain.body());
        assertThat(Client.header(mirrored, "OCI-Namespace")).isEqualTo("hub.example.test:5000");
        assertThat(Client.header(plain, "OCI-Namespace")).isEmpty();
        assertThat(foreign.statusCode()).isEqualTo(200);
        assertThat(Client.header(foreign, "OCI-Namespace")).isEmpty();
      }
    }
  }

  @Test
  void emptyPostNeedsNoContentType() throws IOException {
    for (String length : List.of("", "Content-Length: 0\r\n")) {
      String answer =
          RawSocket.exchange(
              registry.port(),
              "POST /v2/app/web/blobs/uploads/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                  + length
                  + "Authorization: "
                  + Client.basic("admin", "admin-password")
                  + "\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 202");
    }
  }

  private List<JsonNode> referrers() {
    return JsonMapper.shared()
        .readTree(client.get(REFERRERS).body())
        .path("manifests")
        .valueStream()
        .toList();
  }

  private HttpResponse<byte[]> pushIndex(String tag, String json) {
    return client.send(
        "PUT",
        "/v2/app/web/manifests/" + tag,
        Samples.utf8(json),
        "Content-Type",
        MediaType.OCI_INDEX);
  }
}
