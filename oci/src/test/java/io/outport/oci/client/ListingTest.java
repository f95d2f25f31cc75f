package io.outport.oci.client;

import static io.outport.oci.client.ScriptedRegistry.APP;
import static io.outport.oci.client.ScriptedRegistry.QUICK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final Digest SUBJECT = Digest.ofBytes(new byte[] {1});
  private static final Digest SIGNATURE = Digest.ofBytes(new byte[] {2});

  @Test
  void followsThePagesOfTags() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                request.target().contains("last=b")
                    ? RawReply.status(200).body("{\"tags\":[\"c\"]}")
                    : RawReply.status(200)
                        .header("Link", "</v2/app/web/tags/list?n=2&last=b>; rel=\"next\"")
                        .body("{\"tags\":[\"a\",\"b\"]}"))) {
      assertThat(registry.anonymous().listTags(APP))
          .containsExactly(new Tag("a"), new Tag("b"), new Tag("c"));
    }
  }

  @Test
  void knowsNoTagsOfAnUnknownRepository() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(404))) {
      assertThat(registry.anonymous().listTags(APP)).isEmpty();
    }
  }

  @Test
  void takesNullForAnEmptyList() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(request -> RawReply.status(200).body("{\"tags\":null}"))) {
      assertThat(registry.anonymous().listTags(APP)).isEmpty();
    }
  }

  @Test
  void listsRepositoriesAndLeavesOutImpossibleNames() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(200).body("{\"repositories\":[\"a/b\",\"../etc\",\"C\",7]}"))) {
      assertThat(registry.anonymous().listRepositories())
          .containsExactly(new RepositoryName("a/b"));
    }
  }

  @Test
  void refusesAPageThatComesTwice() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(200)
                    .header("Link", "<%s>; rel=next".formatted(request.target()))
                    .body("{\"tags\":[\"a\"]}"))) {
      RegistryClient client = registry.anonymous();

      assertThatThrownBy(() -> client.listTags(APP)).hasMessageContaining("does not end");

      assertThat(registry.requests()).hasSize(1);
    }
  }

  @Test
  void boundsTheNumberOfPages() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(200)
                    .header("Link", "<%sx>; rel=next".formatted(request.target()))
                    .body("{\"tags\":[\"a\"]}"))) {
      RegistryClient client = registry.client(QUICK.withMaxPages(7));

      assertThatThrownBy(() -> client.listTags(APP)).hasMessageContaining("more than 7 pages");

      assertThat(registry.requests()).hasSize(7);
    }
  }

  @Test
  void refusesALinkToAnotherHost() throws IOException {
    try (RawHttpServer evil = RawHttpServer.start(request -> RawReply.status(200).body("{}"));
        ScriptedRegistry registry =
            ScriptedRegistry.start(
                request ->
                    RawReply.status(200)
                        .header("Link", "<%s/v2/x>; rel=\"next\"".formatted(evil.uri()))
                        .body("{\"tags\":[\"a\"]}"))) {
      RegistryClient client = registry.anonymous();

      assertThatThrownBy(() -> client.listTags(APP)).hasMessageContaining("at another host");

      assertThat(evil.requests()).isEmpty();
    }
  }

  @Test
  void refusesAnOversizedPage() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(200).body(new byte[JsonDocuments.MAX_BYTES + 1]).declaring(-1))) {
      RegistryClient client = registry.anonymous();
      assertThatThrownBy(() -> client.listTags(APP))
          .hasMessageContaining("more than 8388608 bytes");
    }
  }

  @Test
  void refusesAPageThatIsNoJsonObject() throws IOException {
    for (String page : List.of("<html>", "[]", "", "{\"tags\":", "[".repeat(100_000))) {
      try (ScriptedRegistry registry =
          ScriptedRegistry.start(request -> RawReply.status(200).body(page))) {
        RegistryClient client = registry.anonymous();
        assertThatThrownBy(() -> client.listTags(APP)).hasMessageContaining("not a JSON object");
      }
    }
  }

  @Test
  void listsReferrersByTheApi() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                request.path().equals("/v2/app/web/referrers/" + SUBJECT)
                    ? RawReply.status(200).body(index())
                    : RawReply.status(404))) {
      assertThat(registry.anonymous().listReferrers(APP, SUBJECT))
          .extracting(Descriptor::digest)
          .containsExactly(SIGNATURE);
    }
  }

  @Test
  void listsReferrersByTheFallbackTag() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                request.path().equals("/v2/app/web/manifests/sha256-" + SUBJECT.hex())
                    ? RawReply.status(200).header("Content-Type", MediaType.OCI_INDEX).body(index())
                    : RawReply.status(404))) {
      assertThat(registry.anonymous().listReferrers(APP, SUBJECT))
          .extracting(Descriptor::artifactType)
          .containsExactly("application/vnd.example.signature");
    }
  }

  @Test
  void cutsALongHashInTheFallbackTag() throws IOException {
    Digest subject = Digest.ofBytes(DigestAlgorithm.SHA512, new byte[] {1});
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(404))) {
      assertThat(registry.anonymous().listReferrers(APP, subject)).isEmpty();

      assertThat(registry.requests().getLast().path())
          .isEqualTo("/v2/app/web/manifests/sha512-" + subject.hex().substring(0, 64));
    }
  }

  @Test
  void refusesReferrersThatAreNoIndex() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request -> RawReply.status(200).body("{\"manifests\":[{\"digest\":\"x\"}]}"))) {
      RegistryClient client = registry.anonymous();
      assertThatThrownBy(() -> client.listReferrers(APP, SUBJECT))
          .hasMessageContaining("no image index");
    }
  }

  private static byte[] index() {
    return """
    {"schemaVersion":2,"mediaType":"%s","manifests":[
      {"mediaType":"%s","digest":"%s","size":5,
       "artifactType":"application/vnd.example.signature"}]}\
    """
        .formatted(MediaType.OCI_INDEX, MediaType.OCI_MANIFEST, SIGNATURE)
        .getBytes(UTF_8);
  }
}
