package io.outport.registry.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;

/** Names of uploads as they stand in paths: each becomes a file's name. */
final class UploadIdFuzz {
  private static final int MAX_FILE_NAME = 255;

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void isAFileNameOfItsFolderOrNone(byte[] input) {
    String text = new String(input, UTF_8);

    Optional<UploadId> read = UploadId.find(text);

    read.ifPresent(
        id -> {
          assertThat(id.value()).isEqualTo(text).hasSizeLessThan(MAX_FILE_NAME);
          assertThat(URLEncoder.encode(text, UTF_8)).isEqualTo(text);
          Path file = Path.of("uploads").resolve(text).normalize();
          assertThat(file.getParent()).isEqualTo(Path.of("uploads"));
        });
  }
}
