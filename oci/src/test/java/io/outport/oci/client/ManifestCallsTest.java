package io.outport.oci.client;

import static io.outport.oci.client.ScriptedRegistry.APP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outport.oci.client.RegistryException.Kind;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.Reference;
import io.outport.oci.model.Tag;
import io.outport.testkit.RawReply;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Manifests, listings and referrers. */
class ManifestCallsTest {
  private static final Tag TAG = new Tag("1.0");
  private static final byte[] BYTES = "{\"schemaVersion\": 2 }\n".getBytes(UTF_8);
  private static final Digest DIGEST = Digest.ofBytes(BYTES);

  @Test
  void fetchesTheBytesAsTheyCame() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(200)
                    .header("Content-Type", MediaType.OCI_MANIFEST + "; charset=utf-8")
                    .header("Docker-Content-Digest", DIGEST.toString())
                    .body(BYTES))) {
      FetchedManifest fetched = registry.anonymous().fetchManifest(APP, TAG);

      assertThat(fetched.bytes()).isEqualTo(BYTES);
      assertThat(fetched.descriptor())
          .isEqualTo(Descriptor.of(MediaType.OCI_MANIFEST, DIGEST, BYTES.length));
      assertThat(registry.requests().getFirst().header("accept").orElse(""))
          .contains(MediaType.OCI_INDEX, MediaType.DOCKER_LIST, MediaType.DOCKER_MANIFEST);
      assertThat(registry.requests().getFirst().header("user-agent").orElse(""))
          .matches("outport/\\d.*");
    }
  }

  @Test
  void refusesBytesThatAreNotOfTheDigestAskedFor() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(request -> RawReply.status(200).body("{}"))) {
      RegistryClient client = registry.anonymous();

      RegistryException failure =
          catchThrowableOfType(
              RegistryException.class, () -> client.fetchManifest(APP, Reference.of(DIGEST)));

      assertThat(failure.kind()).isEqualTo(Kind.CORRUPT);
      assertThat(failure.retryable()).isFalse();
    }
  }

  @Test
  void refusesBytesThatAreNotOfTheDigestDeclared() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(200)
                    .header("Docker-Content-Digest", DIGEST.toString())
                    .body("{}"))) {
      RegistryClient client = registry.anonymous();

      assertThatThrownBy(() -> client.fetchManifest(APP, TAG))
          .hasMessageContaining("not the one promised");
    }
  }

  @Test
  void checksSha512ByItsOwnAlgorithm() throws IOException {
    Digest digest = Digest.ofBytes(DigestAlgorithm.SHA512, BYTES);
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(200)
                    .header("Docker-Content-Digest", digest.toString())
                    .body(BYTES))) {
      assertThat(registry.anonymous().fetchManifest(APP, TAG).digest()).isEqualTo(digest);
      assertThat(registry.anonymous().fetchManifest(APP, Reference.of(digest)).digest())
          .isEqualTo(digest);
    }
  }

  @Test
  void saysManifestUnknown() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(404))) {
      RegistryClient client = registry.anonymous();

      RegistryException failure =
          catchThrowableOfType(RegistryException.class, () -> client.fetchManifest(APP, TAG));

      assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
      assertThat(failure.code()).contains(ErrorCode.MANIFEST_UNKNOWN);
      assertThat(client.resolve(APP, TAG)).isEmpty();
    }
  }

  @Test
  void refusesAManifestOverTheLimit() throws IOException {
    for (long declared : new long[] {Manifest.MAX_BYTES + 1L, -1}) {
      try (ScriptedRegistry registry =
          ScriptedRegistry.start(
              request ->
                  RawReply.status(200)
                      .body(new byte[Manifest.MAX_BYTES + 1])
                      .declaring(declared))) {
        RegistryClient client = registry.anonymous();
        assertThatThrownBy(() -> client.fetchManifest(APP, TAG))
            .hasMessageContaining("more than 4194304 bytes");
      }
    }
  }

  @Test
  void resolvesByHeadAlone() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(200)
                    .header("Content-Type", MediaType.OCI_MANIFEST)
                    .header("Docker-Content-Digest", DIGEST.toString())
                    .body(BYTES))) {
      assertThat(registry.anonymous().resolve(APP, TAG))
          .contains(Descriptor.of(MediaType.OCI_MANIFEST, DIGEST, BYTES.length));
      assertThat(registry.requests()).hasSize(1);
    }
  }

  @Test
  void resolvesByTheBytesWhenHeadSaysTooLittle() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(200).header("Content-Type", MediaType.OCI_MANIFEST).body(BYTES))) {
      assertThat(registry.anonymous().resolve(APP, TAG))
          .contains(Descriptor.of(MediaType.OCI_MANIFEST, DIGEST, BYTES.length));
      assertThat(registry.requests()).hasSize(2);
    }
  }

  @Test
  void refusesAHeadThatAnswersWithAnotherDigest() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(200)
                    .header("Docker-Content-Digest", Digest.ofBytes(new byte[0]).toString())
                    .body(BYTES))) {
      RegistryClient client = registry.anonymous();
      assertThatThrownBy(() -> client.resolve(APP, Reference.of(DIGEST)))
          .hasMessageContaining("answered with sha256:e3b0");
    }
  }

  @Test
  void pushesTheBytesAsTheyAre() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request -> RawReply.status(201).header("Docker-Content-Digest", DIGEST.toString()))) {
      registry.anonymous().pushManifest(APP, TAG, MediaType.OCI_MANIFEST, BYTES);

      assertThat(registry.requests().getFirst().method()).isEqualTo("PUT");
      assertThat(registry.requests().getFirst().target()).isEqualTo("/v2/app/web/manifests/1.0");
      assertThat(registry.requests().getFirst().header("content-type"))
          .contains(MediaType.OCI_MANIFEST);
      assertThat(registry.requests().getFirst().body()).isEqualTo(BYTES);
    }
  }

  @Test
  void noticesThatOtherBytesWereStored() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(201)
                    .header("Docker-Content-Digest", Digest.ofBytes(new byte[1]).toString()))) {
      RegistryClient client = registry.anonymous();
      assertThatThrownBy(() -> client.pushManifest(APP, TAG, MediaType.OCI_MANIFEST, BYTES))
          .hasMessageContaining("stored other bytes");
    }
  }

  @Test
  void deletesAManifest() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(202))) {
      registry.anonymous().deleteManifest(APP, Reference.of(DIGEST));

      assertThat(registry.requests().getFirst().method()).isEqualTo("DELETE");
      assertThat(registry.requests().getFirst().target())
          .isEqualTo("/v2/app/web/manifests/" + DIGEST);
    }
  }

  @Test
  void looksUpABlob() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request -> RawReply.status(request.path().endsWith(DIGEST.hex()) ? 200 : 404))) {
      assertThat(registry.anonymous().hasBlob(APP, DIGEST)).isTrue();
      assertThat(registry.anonymous().hasBlob(APP, Digest.ofBytes(new byte[0]))).isFalse();
    }
  }

  @Test
  void saysWhatIsWrongInOneSentenceOfPlainWords() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(request -> RawReply.status(500).body("<html>secret trace"))) {
      RegistryClient client = registry.anonymous();
      RegistryException failure =
          catchThrowableOfType(RegistryException.class, () -> client.fetchManifest(APP, TAG));

      assertThat(failure.getMessage())
          .isEqualTo(
              "cannot fetch manifest app/web:1.0: %s answered 500. %s"
                  .formatted(
                      registry.server.uri(), "Try again later, and look at the registry's log."));
      assertThat(List.of(failure.kind())).containsExactly(Kind.UNAVAILABLE);
    }
  }
}
