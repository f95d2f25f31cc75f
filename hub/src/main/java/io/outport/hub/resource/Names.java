package io.outport.hub.resource;

import io.outport.oci.model.Quoted;
import java.util.regex.Pattern;

/** Names that resources may have. */
public final class Names {
  private static final Pattern SITE = Pattern.compile("[a-zA-Z0-9]{5,50}");
  private static final Pattern OTHER = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{4,49}");

  private Names() {}

  /** Refuses one more of a kind that there are enough of. */
  public static void requireRoom(String what, int count) {
    if (count >= ResourceDesk.MAX_RESOURCES) {
      throw ResourceProblem.conflict(
          "QuotaExceeded",
          "a hub takes at most %d of each kind, and has that many: delete a %s first"
              .formatted(ResourceDesk.MAX_RESOURCES, what));
    }
  }

  static String site(String name) {
    if (!SITE.matcher(name).matches()) {
      throw ResourceProblem.invalid(
          "connected registry name '%s' is not allowed: use 5 to 50 letters and digits"
              .formatted(Quoted.shorten(name)));
    }
    return name;
  }

  static String other(String what, String name) {
    if (!OTHER.matcher(name).matches()) {
      throw ResourceProblem.invalid(
          "%s name '%s' is not allowed: use 5 to 50 letters, digits, '-' and '_'"
              .formatted(what, Quoted.shorten(name)));
    }
    return name;
  }
}
