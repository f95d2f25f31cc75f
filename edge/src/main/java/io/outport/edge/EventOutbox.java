package io.outport.edge;

import io.outport.hubapi.gateway.ArtifactEvent;
import io.outport.hubapi.gateway.ArtifactEventBatch;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.model.NotificationPattern;
import io.outport.oci.model.Reference;
import io.outport.registry.content.Change;
import io.outport.registry.content.HistoryPage;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoredManifest;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The site's events that its parent has still to hear of: a view of the site's own history, by the
 * patterns of its configuration, from a durable place on (reference, 3.6). The place moves only
 * after the parent has taken what is before it, so neither a refused call nor a crash loses an
 * event; what is sent twice, the parent takes once. Used by one thread, but for {@link #heed}.
 */
final class EventOutbox {
  private static final Logger LOG = LoggerFactory.getLogger(EventOutbox.class);

  /** How far the place in memory may be ahead of the kept one where nothing had to be sent. */
  private static final long MAX_AHEAD = 512;

  private final MetadataStore metadata;
  private final ToldEvents told;
  private final Uplink uplink;
  private final SiteState site;
  private final InstantSource clock;

  private OptionalLong kept = OptionalLong.empty();
  private long seen;

  /** Held while the place is made or given up. */
  private final ReentrantLock placing = new ReentrantLock();

  EventOutbox(
      MetadataStore metadata, ToldEvents told, Uplink uplink, SiteState site, InstantSource clock) {
    this.metadata = metadata;
    this.told = told;
    this.uplink = uplink;
    this.site = site;
    this.clock = clock;
  }

  /** The call that tells the parent. */
  @FunctionalInterface
  interface Uplink {
    /**
     * Gives events to the parent.
     *
     * @return the sequence of the newest that it has taken
     * @throws GatewayException when it does not answer, or not as wished
     */
    long send(ArtifactEventBatch batch);
  }

  /**
   * Hears of a configuration at once, whichever thread brings it: what happens from then on is told
   * of, though the telling has its own pace. Called before the first sync, so that the first image
   * of a new site is told of.
   */
  void heed(SiteConfiguration configuration) {
    placing.lock();
    try {
      if (!configuration.notifications().isEmpty() && told.find().isEmpty()) {
        told.save(metadata.lastSequence());
      }
    } catch (StoreException e) {
      // The place is made when the telling comes to it.
      LOG.atDebug().setMessage("place in the history not kept").setCause(e).log();
    } finally {
      placing.unlock();
    }
  }

  private void findPlace() {
    placing.lock();
    try {
      if (site.configuration().notifications().isEmpty()) {
        told.clear();
        kept = OptionalLong.empty();
      } else if (kept.isEmpty()) {
        kept = told.find();
        kept.ifPresentOrElse(place -> seen = place, () -> keep(metadata.lastSequence()));
      }
    } finally {
      placing.unlock();
    }
  }

  /**
   * Tells of the next events, where the link may be used now.
   *
   * @return whether there may be more to tell at once
   * @throws GatewayException when the parent did not take them: the same come again
   */
  boolean send() {
    findPlace();
    if (kept.isEmpty() || !site.schedule().isOpen(clock.instant())) {
      return false;
    }
    HistoryPage page = HistoryPage.read(metadata, seen, ArtifactEventBatch.MAX_EVENTS);
    if (page.upTo() == seen) {
      return false;
    }
    if (page.gap()) {
      LOG.atWarn()
          .setMessage("changes were forgotten before the parent could be told of them")
          .addKeyValue("after", seen)
          .log();
    }
    List<ArtifactEvent> events = events(page);
    if (!events.isEmpty()) {
      requireTaken(events, uplink.send(new ArtifactEventBatch(events)));
    }
    seen = page.upTo();
    if (!events.isEmpty() || Math.abs(seen - kept.getAsLong()) >= MAX_AHEAD) {
      keep(seen);
    }
    return true;
  }

  /** Keeps what was looked at, now that there is time for it. */
  void rest() {
    if (kept.isPresent() && kept.getAsLong() != seen) {
      keep(seen);
    }
  }

  private void keep(long place) {
    told.save(place);
    kept = OptionalLong.of(place);
    seen = place;
  }

  private void requireTaken(List<ArtifactEvent> events, long taken) {
    if (taken < events.getLast().sequence()) {
      throw new GatewayException(
          GatewayException.Kind.PROTOCOL, "the parent took only a part of the events", null);
    }
    if (taken > metadata.lastSequence()) {
      LOG.atWarn()
          .setMessage(
              "the parent was told of more than there is here, as after a restored backup; it takes"
                  + " no events until there is more")
          .addKeyValue("told", taken)
          .log();
    }
  }

  private List<ArtifactEvent> events(HistoryPage page) {
    List<NotificationPattern> patterns =
        site.configuration().notifications().stream().flatMap(EventOutbox::pattern).toList();
    return page.events().stream()
        .filter(change -> patterns.stream().anyMatch(pattern -> matches(pattern, change)))
        .map(this::event)
        .toList();
  }

  private static boolean matches(NotificationPattern pattern, Change change) {
    return pattern.matches(
        change.repository(),
        change.tagOrNull(),
        change.digest().toString(),
        action(change).name().toLowerCase(Locale.ROOT));
  }

  private ArtifactEvent event(Change change) {
    Optional<StoredManifest> manifest =
        metadata.findManifest(change.repository(), Reference.of(change.digest()));
    return new ArtifactEvent(
        change.sequence(),
        change.time(),
        action(change),
        change.repository().value(),
        change.tagOrNull(),
        change.digest().toString(),
        manifest.map(StoredManifest::mediaType).orElse(null),
        manifest.map(found -> (long) found.bytes().length).orElse(null),
        null);
  }

  private static ArtifactEvent.Action action(Change change) {
    return switch (change.kind()) {
      case MANIFEST_PUSHED, TAGGED -> ArtifactEvent.Action.PUSH;
      case MANIFEST_DELETED, UNTAGGED -> ArtifactEvent.Action.DELETE;
    };
  }

  /** One that a newer parent knows and we do not asks for nothing here. */
  private static Stream<NotificationPattern> pattern(String text) {
    try {
      return Stream.of(NotificationPattern.parse(text));
    } catch (IllegalArgumentException unknown) {
      LOG.atDebug().setMessage("notification left out").setCause(unknown).log();
      return Stream.empty();
    }
  }
}
