package io.outport.hubapi.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceIdTest {
  private static final ResourceId REGISTRY = ResourceId.ofRegistry("s-1", "outport", "myhub");
  private static final String TOKEN =
      "/subscriptions/s-1/resourceGroups/outport/providers/Microsoft.ContainerRegistry"
          + "/registries/myhub/tokens/till";

  @Test
  void writesIdsInOneForm() {
    assertThat(REGISTRY.child(ResourceId.TOKENS, "till")).hasToString(TOKEN);
    assertThat(REGISTRY.child(ResourceId.TOKENS, "till").type())
        .isEqualTo("Microsoft.ContainerRegistry/registries/tokens");
    assertThat(REGISTRY.type()).isEqualTo("Microsoft.ContainerRegistry/registries");
  }

  @Test
  void readsIdsWithoutRegardToCase() {
    // The test's locale is Turkish, where I and i are no pair.
    ResourceId read = ResourceId.find(TOKEN.toUpperCase(java.util.Locale.ROOT)).orElseThrow();

    assertThat(read.kind()).isEqualTo(ResourceId.TOKENS);
    assertThat(read.name()).isEqualTo("TILL");
    assertThat(read.isSame(REGISTRY.child(ResourceId.TOKENS, "till"))).isTrue();
    assertThat(read.registryId().isSame(REGISTRY)).isTrue();
  }

  @Test
  void readsARegistrysOwnId() {
    assertThat(ResourceId.find(REGISTRY.toString())).contains(REGISTRY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "till", "/subscriptions/s/resourceGroups/g/providers/Other/x/y"})
  void saysEmptyForWhatIsNone(String text) {
    assertThat(ResourceId.find(text)).isEmpty();
  }

  @Test
  void saysEmptyForAnUnknownKind() {
    assertThat(ResourceId.find(REGISTRY + "/replications/x")).isEmpty();
  }
}
