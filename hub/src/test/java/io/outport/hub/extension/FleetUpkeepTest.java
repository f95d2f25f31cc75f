package io.outport.hub.extension;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.Rollout;
import io.outport.hubapi.model.StatusItem;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hub does for its clusters each minute, on real stores and a clock of the test's. */
class FleetUpkeepTest {
  private static final String NAME = "registry1";

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private LocalFleet local;
  private Fleet fleet;

  @BeforeEach
  void open() {
    local = LocalFleet.open(folder, clock);
    fleet = local.fleet();
  }

  @AfterEach
  void close() {
    local.close();
  }

  @Test
  void followsMinorVersionsOfItsTrainAndNoMajorOnes() {
    create(null, null);
    local.publish("1.0.5", "stable");
    local.publish("1.1.0", "stable");
    local.publish("1.2.0", "preview");
    local.publish("1.3.0-rc.1", "stable");
    local.publish("2.0.0", "stable");

    new FleetUpkeep(fleet).run();
    assertThat(version()).isEqualTo("1.1.0");
    long generation = entry().generation();
    new FleetUpkeep(fleet).run();
    assertThat(entry().generation()).isEqualTo(generation);
  }

  @Test
  void followsPatchesAlone() {
    create(null, "patch");
    local.publish("1.0.5", "stable");
    local.publish("1.1.0", "stable");

    new FleetUpkeep(fleet).run();

    assertThat(version()).isEqualTo("1.0.5");
  }

  @Test
  void leavesPinnedOnesAlone() {
    create("1.0.0", null);
    local.publish("1.0.5", "stable");

    new FleetUpkeep(fleet).run();

    assertThat(version()).isEqualTo("1.0.0");
  }

  @Test
  void triesNothingAgainByItself() {
    create(null, null);
    var failed = new ExtensionReport(1, Extension.FAILED, null, List.of(), null, null, false);
    assertThat(local.agents().report(local.cluster(), NAME, failed)).isTrue();

    new FleetUpkeep(fleet).run();

    assertThat(entry().generation()).isEqualTo(1);
  }

  /** People watch over a rollout, and nothing runs ahead of it. */
  @Test
  void leavesATypeToItsRolloutAlsoWhileThatIsPaused() {
    create(null, null);
    local.publish("1.1.0", "stable");
    RolloutDesk rollouts = fleet.rollouts(LocalFleet.GROUP, LocalFleet.WRITER);
    var _ = rollouts.put("r1", rollout("1.1.0"));
    var _ = rollouts.pause("r1");

    new FleetUpkeep(fleet).run();
    assertThat(version()).isEqualTo("1.0.0");

    var _ = rollouts.cancel("r1");
    new FleetUpkeep(fleet).run();
    assertThat(version()).isEqualTo("1.1.0");
  }

  @Test
  void followsToNoVersionThatARolloutFoundBroken() {
    create(null, null);
    ClusterEntry cluster = local.cluster();
    local.publish("1.2.0", "stable");
    RolloutDesk rollouts = fleet.rollouts(LocalFleet.GROUP, LocalFleet.WRITER);
    fleet.store().hear(cluster, clock.instant());
    var _ = rollouts.put("r1", rollout("1.2.0"));
    assertThat(version()).isEqualTo("1.2.0");
    var back =
        new StatusItem(Move.ROLLED_BACK, null, StatusItem.WARNING, "as before", clock.instant());
    assertThat(
            local
                .agents()
                .report(
                    cluster,
                    NAME,
                    new ExtensionReport(
                        entry().generation(), "Failed", "1.0.0", List.of(back), null, 3, false)))
        .isTrue();
    assertThat(version()).isEqualTo("1.0.0");
    var _ = rollouts.cancel("r1");

    new FleetUpkeep(fleet).run();
    assertThat(version()).isEqualTo("1.0.0");
    local.publish("1.3.0", "stable");
    new FleetUpkeep(fleet).run();
    assertThat(version()).isEqualTo("1.3.0");
  }

  private static Rollout rollout(String version) {
    return Rollout.of(
        Rollout.Properties.asked(ExtensionType.CONNECTED_REGISTRY, version, null, null, "PT0S"));
  }

  @Test
  void dropsProtectedSettingsThatNobodyFetched() {
    create(null, null);
    clock.advance(Duration.ofHours(47));
    new FleetUpkeep(fleet).run();
    assertThat(shown().provisioningState()).isEqualTo(Extension.CREATING);

    clock.advance(Duration.ofHours(2));
    new FleetUpkeep(fleet).run();

    assertThat(entry().secrets().sealed()).isEmpty();
    assertThat(shown().provisioningState()).isEqualTo(Extension.FAILED);
    assertThat(String.valueOf(shown().errorInfo())).contains("ProtectedSettingsExpired");
    String operation = local.extensions().lastOperation(NAME).orElseThrow();
    assertThat(local.extensions().operation(NAME, operation).status()).isEqualTo("Failed");

    var given = Extension.Properties.asked(null, null, null, null, null, null, secrets());
    var _ = local.extensions().patch(NAME, Extension.of(given));
    assertThat(shown().provisioningState()).isEqualTo(Extension.CREATING);
  }

  private void create(@Nullable String version, @Nullable String mode) {
    var asked =
        new Extension.Properties(
            ExtensionType.CONNECTED_REGISTRY,
            null,
            mode,
            null,
            version,
            null,
            Map.of(),
            secrets(),
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    var _ = local.extensions().put(NAME, Extension.of(asked));
  }

  private static Map<String, String> secrets() {
    return Map.of("connectionString", "secret");
  }

  private ExtensionEntry entry() {
    return fleet.store().extension("outport/site1", NAME).orElseThrow();
  }

  private String version() {
    return entry().wish().chart().version();
  }

  private Extension.Properties shown() {
    return Objects.requireNonNull(local.extensions().get(NAME).properties());
  }
}
