package io.outport.hub.extension;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.SystemData;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of extensions, also those that an earlier version wrote. */
class ExtensionRecordTest {
  private static final String NAME = "registry1";

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();

  @Test
  void keepsWhoMadeAndWhoChangedItOverARestart() {
    Instant made = clock.instant();
    try (LocalFleet local = LocalFleet.open(folder, clock)) {
      var _ = local.extensions().put(NAME, wish(Map.of()));
      clock.advance(Duration.ofHours(1));
      var _ =
          local
              .fleet()
              .extensions(LocalFleet.GROUP, LocalFleet.CLUSTER, "other")
              .patch(NAME, wish(Map.of("a", "b")));
    }
    try (LocalFleet local = LocalFleet.open(folder, clock)) {
      assertThat(systemData(local))
          .isEqualTo(
              SystemData.created(LocalFleet.WRITER, made).modified("other", clock.instant()));
    }
  }

  @Test
  void takesNoRepeatAndNoUpgradeOfTheHubsForAChange() {
    try (LocalFleet local = LocalFleet.open(folder, clock)) {
      var _ = local.extensions().put(NAME, wish(Map.of("a", "b")));
      SystemData before = systemData(local);
      clock.advance(Duration.ofHours(1));

      var _ = local.extensions().put(NAME, wish(Map.of("a", "b")));
      local.publish("1.1.0", "stable");
      new FleetUpkeep(local.fleet()).run();

      ExtensionEntry entry = local.fleet().store().extensions().getFirst();
      assertThat(entry.wish().chart().version()).isEqualTo("1.1.0");
      assertThat(systemData(local)).isEqualTo(before);
    }
  }

  @Test
  void loadsWhatAnEarlierVersionWrote() {
    try (LocalFleet local = LocalFleet.open(folder, clock)) {
      var _ = local.extensions().put(NAME, wish(Map.of()));
      int changed =
          local
              .database()
              .inTransaction(
                  session ->
                      session.update(
                          """
                          UPDATE hub_resource SET document = json_remove(document, '$.systemData')
                          WHERE kind = 'extension'
                          """));
      assertThat(changed).isOne();
    }
    try (LocalFleet local = LocalFleet.open(folder, clock)) {
      assertThat(local.extensions().get(NAME).systemData()).isNull();

      var _ = local.extensions().patch(NAME, wish(Map.of("a", "b")));

      assertThat(systemData(local))
          .isEqualTo(SystemData.UNKNOWN.modified(LocalFleet.WRITER, clock.instant()));
    }
  }

  private static SystemData systemData(LocalFleet local) {
    return Objects.requireNonNull(local.extensions().get(NAME).systemData());
  }

  private static Extension wish(Map<String, String> settings) {
    return Extension.of(
        Extension.Properties.asked(
            ExtensionType.CONNECTED_REGISTRY, null, null, null, null, settings, null));
  }
}
