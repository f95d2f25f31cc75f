package io.outport.oci.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests and indexes from anywhere: whatever is read, a second reader must read the same. */
final class ManifestFuzz {
  private static final Set<ErrorCode> REFUSALS =
      Set.of(ErrorCode.MANIFEST_INVALID, ErrorCode.SIZE_INVALID, ErrorCode.TOO_LARGE);

  /** The input is the type that it travels under, a line feed, and the document. */
  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgainOrRefuses(byte[] input) {
    int line = 0;
    while (line < input.length && input[line] != '\n') {
      line++;
    }
    String type = new String(input, 0, line, StandardCharsets.ISO_8859_1);
    byte[] document = Arrays.copyOfRange(input, Math.min(line + 1, input.length), input.length);

    Manifest read;
    try {
      read = Manifest.parse(type, document);
    } catch (OciException refused) {
      assertThat(refused.code()).isIn(REFUSALS);
      return;
    }

    String travelled = MediaType.essence(type);
    assertThat(travelled.isEmpty() || read.mediaType().equals(travelled)).isTrue();
    Stream.of(read.blobs(), read.manifests(), read.subject().stream().toList())
        .flatMap(List::stream)
        .forEach(ManifestFuzz::isPointer);
    assertThat(read.manifests().isEmpty() || !MediaType.isImageManifest(read.mediaType())).isTrue();
    assertThat(writtenAgain(read)).isEqualTo(read);
  }

  private static void isPointer(Descriptor descriptor) {
    assertThat(descriptor.size()).isNotNegative();
    assertThat(Digest.find(descriptor.digest().toString())).contains(descriptor.digest());
  }

  private static Manifest writtenAgain(Manifest read) {
    ManifestModel model =
        new ManifestModel(
            read.mediaType(),
            read.artifactType(),
            null,
            read.blobs(),
            read.manifests(),
            read.subject().orElse(null),
            read.annotations());
    byte[] json = model.json(new Random(1)).getBytes(StandardCharsets.UTF_8);
    return Manifest.parse(read.mediaType(), json);
  }
}
