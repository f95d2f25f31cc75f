package io.outport.hub.extension;

import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.model.Extension;
import io.outport.oci.model.Quoted;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A version by name, or how new ones are followed: one choice in three fields of a write. An SDK
 * sends all of them back as they were shown, but for the one that its user changed; so of fields
 * that exclude each other the one counts that is other than it was.
 *
 * @param pinned empty where the hub chooses
 * @param mode {@link ExtensionRules#NEVER} where a version is named
 */
record VersionChoice(Optional<String> pinned, String mode) {
  private static final Set<String> MODES =
      Set.of(ExtensionRules.NEVER, ExtensionRules.UP_TO_MINOR, ExtensionRules.UP_TO_MAJOR);

  /** Of a put; refuses what excludes itself. */
  static VersionChoice whole(Extension.Properties asked, ExtensionEntry.@Nullable Wish before) {
    Optional<String> pinned = ExtensionRules.pinned(asked.version());
    String absent = pinned.isPresent() ? ExtensionRules.NEVER : ExtensionRules.UP_TO_MAJOR;
    return choose(pinned, mode(asked, before).orElse(absent), before);
  }

  /** Of a patch: a version that was named stays, unless another or to follow is asked for. */
  static VersionChoice patched(Extension.Properties asked, ExtensionEntry.Wish before) {
    Optional<String> mode = mode(asked, before);
    if (asked.version() == null) {
      String next = mode.orElse(before.autoUpgradeMode());
      boolean follows = !next.equals(ExtensionRules.NEVER);
      return new VersionChoice(
          follows ? Optional.empty() : Optional.ofNullable(before.pinned()), next);
    }
    Optional<String> pinned = ExtensionRules.pinned(asked.version());
    String absent = pinned.isPresent() ? ExtensionRules.NEVER : before.autoUpgradeMode();
    return choose(pinned, mode.orElse(absent), before);
  }

  private static VersionChoice choose(
      Optional<String> pinned, String mode, ExtensionEntry.@Nullable Wish before) {
    if (pinned.isEmpty() || mode.equals(ExtensionRules.NEVER)) {
      return new VersionChoice(pinned, mode);
    }
    boolean otherVersion = before == null || !pinned.equals(Optional.ofNullable(before.pinned()));
    boolean otherMode = before == null || !mode.equals(before.autoUpgradeMode());
    if (otherVersion && otherMode) {
      throw ResourceProblem.invalid(
          "version '%s' is asked for, and also automatic upgrades: leave one out"
              .formatted(Quoted.shorten(pinned.get())));
    }
    return otherVersion
        ? new VersionChoice(pinned, ExtensionRules.NEVER)
        : new VersionChoice(Optional.empty(), mode);
  }

  /** The two spellings of how new versions are followed, made one; empty where neither is there. */
  private static Optional<String> mode(
      Extension.Properties asked, ExtensionEntry.@Nullable Wish before) {
    Optional<String> mode = Optional.ofNullable(asked.autoUpgradeMode()).map(VersionChoice::known);
    Boolean minor = asked.autoUpgradeMinorVersion();
    if (minor == null) {
      return mode;
    }
    String spelled = minor ? ExtensionRules.UP_TO_MAJOR : ExtensionRules.NEVER;
    if (mode.isEmpty()) {
      return Optional.of(spelled);
    }
    if (minor == follows(mode.get())) {
      return mode;
    }
    boolean otherMinor = before == null || minor != follows(before.autoUpgradeMode());
    boolean otherMode = before == null || !mode.get().equals(before.autoUpgradeMode());
    if (otherMinor && otherMode) {
      throw ResourceProblem.invalid(
          "autoUpgradeMode '%s' and autoUpgradeMinorVersion %s exclude each other: leave one out"
              .formatted(mode.get(), minor));
    }
    return otherMinor ? Optional.of(spelled) : mode;
  }

  private static boolean follows(String mode) {
    return !mode.equals(ExtensionRules.NEVER);
  }

  private static String known(String mode) {
    String lower = mode.toLowerCase(Locale.ROOT);
    if (!MODES.contains(lower)) {
      throw ResourceProblem.invalid(
          "autoUpgradeMode '%s' is not known: use none, patch or compatible"
              .formatted(Quoted.shorten(mode)));
    }
    return lower;
  }
}
