package io.outport.cli;

import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.Refusal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which version of its type an extension runs, and whether that changes by itself. */
final class ExtensionRelease {
  private static final String NONE = "none";
  private static final List<String> MODES = List.of(NONE, "patch", "compatible");

  @Option(
      names = {"--auto-upgrade", "--auto-upgrade-minor-version"},
      arity = "0..1",
      fallbackValue = "true",
      converter = Switch.Converter.class,
      paramLabel = "true|false",
      description =
          "Whether new minor versions and patches are installed by themselves; default true, and"
              + " false with --version. Either way, a version that fails is rolled back.")
  private @Nullable Switch automatic;

  @Option(
      names = "--auto-upgrade-mode",
      paramLabel = "MODE",
      description = "none, patch (patches alone) or compatible (minor versions, too).")
  private @Nullable String mode;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "This version alone; the newest of the release train if left out.")
  private @Nullable String version;

  @Option(
      names = "--release-train",
      paramLabel = "TRAIN",
      description = "Where versions come from: stable (default), or such as preview.")
  private @Nullable String train;

  boolean isGiven() {
    return automatic != null || mode != null || version != null || train != null;
  }

  /** Refuses choices that contradict each other. */
  void requireConsistent() {
    String wanted = mode();
    if (automatic != null && wanted != null && automatic.isOn() == wanted.equals(NONE)) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--auto-upgrade %s and --auto-upgrade-mode %s contradict each other: give one of them"
              .formatted(automatic.isOn(), wanted));
    }
  }

  /** Refuses a version that is pinned and moves all the same: create's rule, not update's. */
  void requirePinOrUpgrade() {
    String wanted = mode();
    boolean moves =
        (automatic != null && automatic.isOn()) || (wanted != null && !wanted.equals(NONE));
    if (version != null && moves) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--version %s pins the extension, so it cannot upgrade by itself: leave --version or the"
                  .formatted(version)
              + " automatic upgrade out");
    }
  }

  /**
   * What is asked for.
   *
   * @param type null for as it is
   * @param pins whether a version without more words turns automatic upgrades off
   */
  Extension.Properties asked(
      @Nullable String type,
      boolean pins,
      Extension.@Nullable Scope scope,
      @Nullable Map<String, String> plain,
      @Nullable Map<String, String> secret) {
    Boolean upgrades = automatic == null ? null : Boolean.valueOf(automatic.isOn());
    if (upgrades == null && mode() != null) {
      upgrades = !NONE.equals(mode());
    } else if (upgrades == null && pins && version != null) {
      upgrades = false;
    }
    return new Extension.Properties(
        type, upgrades, mode(), train, version, scope, plain, secret, null, null, null, null, null,
        null, null);
  }

  private @Nullable String mode() {
    return mode == null ? null : Choices.one("--auto-upgrade-mode", mode, MODES);
  }
}
