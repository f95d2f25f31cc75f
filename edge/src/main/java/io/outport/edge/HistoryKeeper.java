package io.outport.edge;

import io.outport.registry.content.MetadataStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;

/** How long a site keeps the history of its content, which others read at their own pace. */
final class HistoryKeeper {
  private static final Duration USUAL = Duration.ofDays(7);

  /** For a parent that is not told yet: as long as the most patient message may live. */
  private static final Duration UNTOLD = Duration.ofDays(90);

  private final MetadataStore metadata;
  private final ToldEvents told;
  private final SiteState site;
  private final InstantSource clock;

  HistoryKeeper(MetadataStore metadata, ToldEvents told, SiteState site, InstantSource clock) {
    this.metadata = metadata;
    this.told = told;
    this.site = site;
    this.clock = clock;
  }

  /** Forgets what nobody reads any more. */
  void trim() {
    metadata.trimChanges(clock.instant().minus(age()));
  }

  /**
   * A week, or as long as the most patient of the sites right below asks for; longer while the
   * parent has still to be told of events.
   */
  Duration age() {
    if (owesEvents()) {
      return UNTOLD;
    }
    Duration asked = site.descendants().longestMessageTtl();
    return asked.compareTo(USUAL) > 0 ? asked : USUAL;
  }

  private boolean owesEvents() {
    OptionalLong place = told.find();
    return place.isPresent() && place.getAsLong() < metadata.lastSequence();
  }
}
