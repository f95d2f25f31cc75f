package io.outport.hub.resource;

import java.time.Duration;
import java.util.Comparator;

/** How long messages are kept: as long as the most patient site asks for. */
public final class Retention {
  /** Kept even where no site asks for more, for one that is made tomorrow. */
  private static final Duration LEAST = Duration.ofDays(2);

  private Retention() {}

  /** The longest time that any site's messages live. */
  public static Duration longest(Resources resources) {
    return resources.sites().values().stream()
        .map(site -> Duration.parse(site.desired().messageTtl()))
        .max(Comparator.naturalOrder())
        .filter(longest -> longest.compareTo(LEAST) > 0)
        .orElse(LEAST);
  }
}
