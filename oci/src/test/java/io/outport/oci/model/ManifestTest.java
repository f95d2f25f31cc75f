package io.outport.oci.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final Digest CONFIG = Digest.ofBytes(new byte[] {1});
  private static final Digest LAYER = Digest.ofBytes(new byte[] {2});
  private static final Digest SUBJECT = Digest.ofBytes(DigestAlgorithm.SHA512, new byte[] {3});
  private static final String IMAGE =
      """
      {"schemaVersion":2,"mediaType":"%s",
       "config":{"mediaType":"application/vnd.example.thing","digest":"%s","size":7},
       "layers":[
         {"mediaType":"%s","digest":"%s","size":123456789012},
         {"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
          "digest":"%s","size":9,"urls":["https://example.com/x"]}],
       "subject":{"mediaType":"%s","digest":"%s","size":5},
       "annotations":{"a":"b","number":7},
       "unknown":{"x":[1,2,3]}}\
      """
          .formatted(
              MediaType.OCI_MANIFEST,
              CONFIG,
              MediaType.OCI_LAYER_GZIP,
              LAYER,
              LAYER,
              MediaType.OCI_MANIFEST,
              SUBJECT);

  @Test
  void readsAnImageManifest() {
    Manifest manifest = parse(MediaType.OCI_MANIFEST + "; charset=utf-8", IMAGE);

    assertThat(manifest.mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
    assertThat(manifest.artifactType()).isEqualTo("application/vnd.example.thing");
    assertThat(manifest.blobs())
        .extracting(Descriptor::digest)
        .containsExactly(CONFIG, LAYER, LAYER);
    assertThat(manifest.blobs().get(1).size()).isEqualTo(123456789012L);
    assertThat(manifest.requiredBlobs())
        .extracting(Descriptor::digest)
        .containsExactly(CONFIG, LAYER);
    assertThat(manifest.subject().map(Descriptor::digest)).contains(SUBJECT);
    assertThat(manifest.annotations()).isEqualTo(Map.of("a", "b"));
    assertThat(manifest.manifests()).isEmpty();
  }

  @Test
  void readsAnIndex() {
    Manifest manifest =
        parse(
            "",
            """
            {"schemaVersion":2,"mediaType":"%s","artifactType":"application/x","manifests":[
              {"mediaType":"%s","digest":"%s","size":1,
               "platform":{"os":"linux","architecture":"arm64","variant":"v8"}},
              {"mediaType":"%s","digest":"%s","size":1}]}\
            """
                .formatted(
                    MediaType.OCI_INDEX,
                    MediaType.OCI_MANIFEST,
                    CONFIG,
                    MediaType.OCI_MANIFEST,
                    LAYER));

    assertThat(manifest.mediaType()).isEqualTo(MediaType.OCI_INDEX);
    assertThat(manifest.artifactType()).isEqualTo("application/x");
    assertThat(manifest.required()).extracting(Descriptor::digest).containsExactly(CONFIG, LAYER);
    assertThat(manifest.manifests().getFirst().platform())
        .contains(new Platform("linux", "arm64", "v8"));
    assertThat(manifest.manifests().getFirst().platform().orElseThrow())
        .hasToString("linux/arm64/v8");
    assertThat(manifest.manifests().getLast().platform()).isEmpty();
  }

  @Test
  void acceptsAnyOtherTypeAndEmptyLists() {
    assertThat(parse("application/vnd.example+json", "{\"layers\":null}").required()).isEmpty();
    assertThat(parse("", "{}").mediaType()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{",
        "{\"a\":1,\"a\":2}",
        "{} {}",
        "{}x",
        "{\"schemaVersion\":1}",
        "{\"schemaVersion\":\"two\"}",
        "{\"layers\":{}}",
        "{\"layers\":[null]}",
        "{\"layers\":[7]}",
        "{\"layers\":[{}]}",
        "{\"layers\":[{\"digest\":\"sha256:ab\",\"size\":1}]}",
        "{\"config\":7}",
        "{\"config\":\"x\"}",
        "{\"subject\":[]}",
        "{\"manifests\":[],\"config\":{}}",
        "{\"manifests\":[],\"layers\":[]}",
        "{\"mediaType\":\"application/other\"}"
      })
  void refusesABrokenDocument(String json) {
    assertThatThrownBy(() -> parse("application/vnd.example+json", json))
        .hasMessageStartingWith("manifest is")
        .asInstanceOf(InstanceOfAssertFactories.type(OciException.class))
        .extracting(OciException::code)
        .isEqualTo(ErrorCode.MANIFEST_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"5\"", "null", "1e3", "99999999999999999999"})
  void refusesASizeThatIsNoWholeNumberOfBytes(String size) {
    String json = "{\"layers\":[{\"digest\":\"%s\",\"size\":%s}]}".formatted(LAYER, size);

    assertThatThrownBy(() -> parse("", json)).isInstanceOf(OciException.class);
  }

  @Test
  void refusesAnIndexThatTravelsAsAnImage() {
    assertThatThrownBy(() -> parse(MediaType.OCI_MANIFEST, "{\"manifests\":[]}"))
        .hasMessageContaining("holds 'manifests'");
    assertThatThrownBy(() -> parse(MediaType.DOCKER_LIST, "{\"layers\":[]}"))
        .hasMessageContaining("holds 'config', 'layers' or 'blobs'");
  }

  @Test
  void boundsSizeAndDepth() {
    assertThatThrownBy(() -> Manifest.parse("", new byte[Manifest.MAX_BYTES + 1]))
        .asInstanceOf(InstanceOfAssertFactories.type(OciException.class))
        .extracting(OciException::code)
        .isEqualTo(ErrorCode.TOO_LARGE);
    assertThatThrownBy(() -> parse("", "{\"x\":" + "[".repeat(100_000)))
        .isInstanceOf(OciException.class);
  }

  @Test
  void acceptsAManifestOfTheLargestSize() {
    String padding = " ".repeat(Manifest.MAX_BYTES - 2);

    assertThat(Manifest.parse("", ("{" + padding + "}").getBytes(UTF_8)).blobs()).isEmpty();
  }

  /** Whatever the bytes, the answer is a manifest or words, never another exception. */
  @Test
  void answersMutatedBytesWithAManifestOrWords() {
    Random random = new Random(20260115);
    byte[] dictionary = "{}[]\",:\\0123456789eE+-.nulltruefalse\u0000".getBytes(UTF_8);
    int read = 0;
    for (int round = 0; round < 8_000; round++) {
      byte[] bytes = IMAGE.getBytes(UTF_8);
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean()
                ? dictionary[random.nextInt(dictionary.length)]
                : (byte) random.nextInt();
      }
      int length = random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length;
      byte[] mutated = Arrays.copyOf(bytes, length);
      try {
        Manifest manifest = Manifest.parse(MediaType.OCI_MANIFEST, mutated);
        assertThat(manifest.required().count()).isLessThanOrEqualTo(3);
        read++;
      } catch (OciException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_INVALID);
      }
    }
    assertThat(read).isGreaterThan(100);
  }

  /** A document made from a random model reads back as the model says. */
  @Test
  void readsBackWhatAModelWrote() {
    Random random = new Random(42);
    for (int round = 0; round < 500; round++) {
      ManifestModel model = ManifestModel.random(random);

      Manifest manifest = parse(model.mediaType(), model.json(random));

      assertThat(manifest).isEqualTo(model.expected());
    }
  }

  @Test
  void copiesItsLists() {
    Manifest manifest = parse(MediaType.OCI_MANIFEST, IMAGE);

    assertThat(List.of(manifest.blobs(), manifest.manifests()))
        .allSatisfy(
            list ->
                assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class));
  }

  private static Manifest parse(String mediaType, String json) {
    return Manifest.parse(mediaType, json.getBytes(UTF_8));
  }
}
