package io.outport.hub.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.Rollout;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub that came back from a backup without the key that its protected settings were sealed with.
 */
class LostSettingsTest {
  private static final String NAME = "registry1";
  private static final Map<String, String> GIVEN = Map.of("connectionString", "secret");

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private LocalFleet local;

  @BeforeEach
  void restore() {
    try (LocalFleet before = LocalFleet.open(folder, clock)) {
      var _ = before.extensions().put(NAME, wish(GIVEN));
      report(before);
      assertThat(shown(before).provisioningState()).isEqualTo(Extension.SUCCEEDED);
    }
    byte[] fresh = new byte[SettingsSeal.KEY_BYTES];
    Arrays.fill(fresh, (byte) 1);
    local = LocalFleet.open(folder, clock, fresh);
  }

  @AfterEach
  void close() {
    local.close();
  }

  @Test
  void saysThatTheyAreLostAndWhatToDo() {
    assertLost();
    String operation = local.extensions().lastOperation(NAME).orElseThrow();
    assertThat(local.extensions().operation(NAME, operation).status()).isEqualTo("Failed");

    var _ =
        local
            .extensions()
            .patch(
                NAME,
                Extension.of(
                    Extension.Properties.asked(
                        null, null, null, null, null, Map.of("a", "b"), null)));

    assertLost();
  }

  @Test
  void takesThemAnew() throws Exception {
    var _ = local.extensions().put(NAME, wish(GIVEN));

    assertThat(shown(local).provisioningState()).isEqualTo(Extension.UPDATING);
    assertThat(shown(local).errorInfo()).isNull();
    report(local);
    assertThat(shown(local).provisioningState()).isEqualTo(Extension.SUCCEEDED);
    assertThat(local.agents().await(local.cluster(), 0, Duration.ZERO))
        .hasValueSatisfying(
            state ->
                assertThat(state.extensions().getFirst().protectedSettings()).isEqualTo(GIVEN));
  }

  @Test
  void takesNoBlankForWhatIsLost() {
    assertThatThrownBy(() -> local.extensions().put(NAME, wish(Map.of("connectionString", ""))))
        .isInstanceOf(ResourceProblem.class)
        .hasMessageContaining("'connectionString'")
        .hasMessageContaining("give it again");
    assertLost();
  }

  @Test
  void doesWithoutThemWhereNoneAreAskedFor() {
    var _ = local.extensions().put(NAME, wish(null));

    assertThat(shown(local).provisioningState()).isEqualTo(Extension.UPDATING);
    assertThat(shown(local).configurationProtectedSettings()).isEmpty();
  }

  @Test
  void isRemovedAllTheSame() {
    assertThat(local.extensions().delete(NAME)).isTrue();
    assertThat(local.fleet().store().extensions()).isEmpty();
  }

  @Test
  void knowsWhichTheyAre() {
    assertThat(local.fleet().extensionsWithLostSettings())
        .singleElement()
        .asString()
        .endsWith(
            "/connectedClusters/site1/providers/Microsoft.KubernetesConfiguration/extensions/registry1");
  }

  @Test
  void keepNoRolloutWaiting() {
    local.publish("1.1.0", "stable");
    local.fleet().store().hear(local.cluster(), clock.instant());
    RolloutDesk rollouts = local.fleet().rollouts(LocalFleet.GROUP, LocalFleet.WRITER);
    var asked =
        Rollout.Properties.asked(ExtensionType.CONNECTED_REGISTRY, "1.1.0", null, null, "PT0S");

    var shown =
        Objects.requireNonNull(rollouts.put("r1", Rollout.of(asked)).resource().properties());

    assertThat(shown.state()).isEqualTo(Rollout.SUCCEEDED);
    assertThat(Objects.requireNonNull(shown.sites()).getFirst().outcome()).isEqualTo("LeftOut");
    assertThat(shown.sites().getFirst().message()).contains("lost: give them again");
  }

  private void assertLost() {
    assertThat(shown(local).provisioningState()).isEqualTo(Extension.FAILED);
    assertThat(Objects.requireNonNull(shown(local).errorInfo()).code())
        .isEqualTo("ProtectedSettingsLost");
    assertThat(Objects.requireNonNull(shown(local).errorInfo()).message())
        .contains("protected-settings.key", "update --config-protected-file");
  }

  private static void report(LocalFleet fleet) {
    long generation =
        fleet.fleet().store().extension("outport/site1", NAME).orElseThrow().generation();
    var report = RolloutSites.report(generation, Extension.SUCCEEDED);
    assertThat(fleet.agents().report(fleet.cluster(), NAME, report)).isTrue();
  }

  private static Extension.Properties shown(LocalFleet fleet) {
    return Objects.requireNonNull(fleet.extensions().get(NAME).properties());
  }

  private static Extension wish(@Nullable Map<String, String> secrets) {
    return Extension.of(
        Extension.Properties.asked(
            ExtensionType.CONNECTED_REGISTRY, null, null, null, null, null, secrets));
  }
}
