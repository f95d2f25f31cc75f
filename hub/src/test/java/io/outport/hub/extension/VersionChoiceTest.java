package io.outport.hub.extension;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A version by name, or one that follows what is published (reference, 4). */
class VersionChoiceTest {
  private static final String NAME = "registry1";

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private LocalFleet local;

  /** The three fields that choose, as they are sent and shown. */
  private record Choice(@Nullable String version, @Nullable Boolean minor, @Nullable String mode) {}

  private static final Choice FOLLOWING = new Choice(null, true, "compatible");

  @BeforeEach
  void open() {
    local = LocalFleet.open(folder, clock);
  }

  @AfterEach
  void close() {
    local.close();
  }

  /** Minor versions and patches, never major ones; and never back. */
  @ParameterizedTest
  @CsvSource({
    "1.2.0,      true, ,      1.4.0",
    "1.3.0-rc.1, true, ,      1.4.0",
    "1.5.0-rc.1, true, ,      1.5.0-rc.1"
  })
  void goesOnFromThePinnedVersionWhenThePinIsTakenOff(
      String pinned, @Nullable Boolean minor, @Nullable String mode, String then) {
    publish(pinned, "1.2.1", "1.4.0", "2.0.0");
    put(new Choice(pinned, null, null));

    patch(new Choice(null, minor, mode));

    assertThat(entry().wish().chart().version()).isEqualTo(pinned);
    assertThat(shown().version()).isNull();
    new FleetUpkeep(local.fleet()).run();
    assertThat(entry().wish().chart().version()).isEqualTo(then);
  }

  @Test
  void goesOnFromThePinnedVersionAlsoWhenAllIsWrittenAnew() {
    publish("1.2.0", "2.0.0");
    put(new Choice("1.2.0", null, null));

    put(FOLLOWING);

    assertThat(entry().wish().chart().version()).isEqualTo("1.2.0");
  }

  private void publish(String... versions) {
    for (String version : versions) {
      local.publish(version, "stable");
    }
  }

  private void put(Choice choice) {
    var _ = local.extensions().put(NAME, asked(choice));
  }

  private void patch(Choice choice) {
    var _ = local.extensions().patch(NAME, asked(choice));
  }

  private static Extension asked(Choice choice) {
    return Extension.of(
        new Extension.Properties(
            ExtensionType.CONNECTED_REGISTRY,
            choice.minor(),
            choice.mode(),
            null,
            choice.version(),
            null,
            Map.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
  }

  private Choice shown() {
    var shown = Objects.requireNonNull(local.extensions().get(NAME).properties());
    return new Choice(shown.version(), shown.autoUpgradeMinorVersion(), shown.autoUpgradeMode());
  }

  private ExtensionEntry entry() {
    return local.fleet().store().extension("outport/site1", NAME).orElseThrow();
  }
}
