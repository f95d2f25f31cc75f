package io.outport.hub.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
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
  private record Choice(@Nullable String version, @Nullable Boolean minor, @Nullable String mode) {
    Choice with(String otherVersion) {
      return new Choice(otherVersion, minor, mode);
    }

    Choice with(boolean otherMinor) {
      return new Choice(version, otherMinor, mode);
    }

    Choice in(String otherMode) {
      return new Choice(version, minor, otherMode);
    }
  }

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
    "1.2.0,      ,     patch, 1.2.1",
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

  @Test
  void takesTheFieldThatIsOtherThanItWasShown() {
    publish("1.2.0");
    put(FOLLOWING);

    writeBack(shown -> shown.with(false));
    assertThat(shown()).isEqualTo(new Choice(null, false, "none"));
    writeBack(shown -> shown.with(true));
    assertThat(shown()).isEqualTo(FOLLOWING);
    writeBack(shown -> shown.in("none"));
    assertThat(shown()).isEqualTo(new Choice(null, false, "none"));
    writeBack(shown -> shown.in("patch"));
    assertThat(shown()).isEqualTo(new Choice(null, true, "patch"));
    writeBack(shown -> shown.with("1.2.0"));
    assertThat(shown()).isEqualTo(new Choice("1.2.0", false, "none"));
    writeBack(shown -> shown.with("1.0.0"));
    assertThat(shown()).isEqualTo(new Choice("1.0.0", false, "none"));
    writeBack(shown -> shown.with(true));
    assertThat(shown()).isEqualTo(FOLLOWING);
    writeBack(shown -> shown.with("1.2.0").with(false).in("none"));
    assertThat(shown()).isEqualTo(new Choice("1.2.0", false, "none"));
    writeBack(shown -> shown.in("patch"));
    assertThat(shown()).isEqualTo(new Choice(null, true, "patch"));
  }

  @Test
  void changesNothingWhereWhatWasShownComesBack() {
    publish("1.2.0");
    put(new Choice("1.2.0", null, null));
    long generation = entry().generation();

    writeBack(shown -> shown);

    assertThat(entry().generation()).isEqualTo(generation);
  }

  @Test
  void refusesTwoChangesThatExcludeEachOther() {
    put(FOLLOWING);

    assertThatThrownBy(() -> writeBack(shown -> shown.with(false).in("patch")))
        .isInstanceOf(ResourceProblem.class)
        .hasMessageContaining("autoUpgradeMode 'patch'")
        .hasMessageContaining("autoUpgradeMinorVersion false");
    assertThatThrownBy(() -> writeBack(shown -> shown.with("1.0.0").in("patch")))
        .isInstanceOf(ResourceProblem.class)
        .hasMessageContaining("version '1.0.0'")
        .hasMessageContaining("leave one out");
    assertThat(shown()).isEqualTo(FOLLOWING);
  }

  @Test
  void refusesANewExtensionThatIsAskedForInTwoWays() {
    assertThatThrownBy(() -> put(new Choice(null, true, "none")))
        .isInstanceOf(ResourceProblem.class)
        .hasMessageContaining("autoUpgradeMode 'none'")
        .hasMessageContaining("autoUpgradeMinorVersion true");
    assertThatThrownBy(() -> put(new Choice("1.0.0", null, "patch")))
        .isInstanceOf(ResourceProblem.class)
        .hasMessageContaining("leave one out");
    assertThat(local.fleet().store().extensions()).isEmpty();
  }

  private void publish(String... versions) {
    for (String version : versions) {
      local.publish(version, "stable");
    }
  }

  /** As an SDK does: the model that GET answered, with some fields changed. */
  private void writeBack(UnaryOperator<Choice> change) {
    put(change.apply(shown()));
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
