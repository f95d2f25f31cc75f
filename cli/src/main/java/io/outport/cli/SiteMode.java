package io.outport.cli;

import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Refusal;

/** ReadOnly or ReadWrite, and which may be below which (reference, 3.1 {@code --parent}). */
final class SiteMode {
  private static final String READ_WRITE = "ReadWrite";

  private SiteMode() {}

  /** The mode as it is written; the first generation's names mean the same as the later ones. */
  static String check(Output output, String text) {
    if (text.equalsIgnoreCase("Registry") || text.equalsIgnoreCase("Mirror")) {
      String now = text.equalsIgnoreCase("Registry") ? READ_WRITE : "ReadOnly";
      output.warn("mode '%s' is deprecated: say %s".formatted(text, now));
      return now;
    }
    return Choices.one("--mode", text, Choices.MODES);
  }

  /** Refuses a child that would write where its parent may not. */
  static void requireBelow(ConnectedRegistry parent, String mode) {
    String above = SiteTree.mode(parent);
    if (!above.equalsIgnoreCase(READ_WRITE) && !above.equalsIgnoreCase(mode)) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "a %s connected registry cannot be below '%s', which is %s: give --mode %s, or a parent that is %s"
              .formatted(mode, SiteTree.name(parent), above, above, READ_WRITE));
    }
  }
}
