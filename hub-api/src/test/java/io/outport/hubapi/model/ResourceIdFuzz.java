package io.outport.hubapi.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;

/** Resource ids from anywhere. */
final class ResourceIdFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgain(byte[] input) {
    String text = new String(input, UTF_8);

    Optional<ResourceId> read = ResourceId.find(text);

    read.ifPresent(
        id -> {
          assertThat(id.toString()).isEqualToIgnoringCase(text);
          assertThat(ResourceId.find(id.toString())).contains(id);
          assertThat(id.kind().isEmpty()).isEqualTo(id.name().isEmpty());
          assertThat(ResourceId.find(id.registryId().toString())).contains(id.registryId());
        });
  }
}
