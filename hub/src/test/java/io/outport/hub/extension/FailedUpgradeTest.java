package io.outport.hub.extension;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.Rollout;
import io.outport.hubapi.model.StatusItem;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that the hub chose by itself and that does not come to run at a site. */
class FailedUpgradeTest {
  private static final String NAME = "registry1";

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private LocalFleet local;

  @BeforeEach
  void open() {
    local = LocalFleet.open(folder, clock);
    var asked =
        Extension.Properties.asked(
            ExtensionType.CONNECTED_REGISTRY, null, null, null, null, null, Map.of());
    var _ = local.extensions().put(NAME, Extension.of(asked));
    report(Extension.SUCCEEDED);
    follow("1.4.0");
    assertThat(version()).isEqualTo("1.4.0");
  }

  @AfterEach
  void close() {
    local.close();
  }

  @Test
  void isWishedNoMoreSoThatALaterChangeComesThrough() {
    report(Move.ROLLED_BACK);
    assertThat(version()).isEqualTo("1.0.0");
    report(Extension.SUCCEEDED);

    var given =
        Extension.Properties.asked(null, null, null, null, null, null, Map.of("password", "new"));
    var _ = local.extensions().patch(NAME, Extension.of(given));

    assertThat(version()).isEqualTo("1.0.0");
    assertThat(entry().secrets().keys()).containsExactly("password");
    new FleetUpkeep(local.fleet()).run();
    assertThat(version()).isEqualTo("1.0.0");
  }

  /** Nobody else would say it: the site is as it is wished again. */
  @Test
  void isToldOfUntilAnotherComes() {
    report(Move.ROLLED_BACK);
    report(Extension.SUCCEEDED);

    assertThat(shown().provisioningState()).isEqualTo(Extension.SUCCEEDED);
    assertThat(told())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.level()).isEqualTo(StatusItem.WARNING);
              assertThat(item.message())
                  .contains("1.4.0", "1.0.0", "CrashLoop: it crashes", "update --version 1.4.0");
            });
    follow("1.4.1");
    assertThat(version()).isEqualTo("1.4.1");
    assertThat(told()).isEmpty();
  }

  @Test
  void isNotTriedAgainWhenALaterOneFailedToo() {
    report(Move.ROLLED_BACK);
    follow("1.5.0");
    assertThat(version()).isEqualTo("1.5.0");
    report(Move.ROLLED_BACK);
    assertThat(version()).isEqualTo("1.0.0");

    new FleetUpkeep(local.fleet()).run();
    assertThat(version()).isEqualTo("1.0.0");
    follow("1.3.0");
    assertThat(version()).isEqualTo("1.3.0");
  }

  @Test
  void isWhatStaysWhereItHadWorked() {
    report(Extension.SUCCEEDED);
    var given = Extension.Properties.asked(null, null, null, null, null, Map.of("a", "bad"), null);
    var _ = local.extensions().patch(NAME, Extension.of(given));

    report(Move.ROLLED_BACK);

    assertThat(version()).isEqualTo("1.4.0");
    assertThat(told()).isEmpty();
  }

  @Test
  void isNotWhatComesBackWhereItWasNeverTried() {
    follow("1.5.0");
    assertThat(version()).isEqualTo("1.5.0");

    report(Move.ROLLED_BACK);

    assertThat(version()).isEqualTo("1.0.0");
  }

  @Test
  void isNotWhatARolloutGoesBackTo() {
    local.fleet().store().hear(local.cluster(), clock.instant());
    RolloutDesk rollouts = local.fleet().rollouts(LocalFleet.GROUP, LocalFleet.WRITER);
    var _ =
        rollouts.put(
            "r1",
            Rollout.of(
                Rollout.Properties.asked(
                    ExtensionType.CONNECTED_REGISTRY, "1.4.0", null, null, "PT0S")));

    report(Move.ROLLED_BACK);

    assertThat(version()).isEqualTo("1.0.0");
  }

  @Test
  void isTheirsWhoAskForItByName() {
    report(Move.ROLLED_BACK);
    pin("1.4.0");
    assertThat(version()).isEqualTo("1.4.0");

    report(Move.ROLLED_BACK);

    assertThat(version()).isEqualTo("1.4.0");
    assertThat(told()).isEmpty();
  }

  /** Also where an earlier version wrote the record. */
  @Test
  void isRememberedOverARestart() {
    report(Move.ROLLED_BACK);
    int changed =
        local
            .database()
            .inTransaction(
                session ->
                    session.update(
                        """
                        UPDATE hub_resource
                        SET document = json_remove(document, '$.move.failedBefore')
                        WHERE kind = 'extension'
                        """));
    assertThat(changed).isOne();
    local.close();
    local = LocalFleet.open(folder, clock);

    new FleetUpkeep(local.fleet()).run();

    assertThat(version()).isEqualTo("1.0.0");
    assertThat(told()).hasSize(1);
  }

  private void pin(String version) {
    var asked = Extension.Properties.asked(null, null, null, version, null, null, null);
    var _ = local.extensions().patch(NAME, Extension.of(asked));
  }

  private void follow(String version) {
    local.publish(version, "stable");
    new FleetUpkeep(local.fleet()).run();
  }

  private void report(String state) {
    ExtensionReport report = RolloutSites.report(entry().generation(), state);
    assertThat(local.agents().report(local.cluster(), NAME, report)).isTrue();
  }

  private List<StatusItem> told() {
    return Objects.requireNonNull(shown().statuses()).stream()
        .filter(each -> each.code().equals("UpgradeFailed"))
        .toList();
  }

  private Extension.Properties shown() {
    return Objects.requireNonNull(local.extensions().get(NAME).properties());
  }

  private ExtensionEntry entry() {
    return local.fleet().store().extension("outport/site1", NAME).orElseThrow();
  }

  private String version() {
    return entry().wish().chart().version();
  }
}
