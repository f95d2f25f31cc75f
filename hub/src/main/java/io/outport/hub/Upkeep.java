package io.outport.hub;

import io.outport.hub.resource.ResourceStore;
import io.outport.hub.resource.Retention;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.http.RegistryRoutes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a hub does by itself every hour: drops abandoned uploads and outlived messages, and changes
 * the key that request tokens are signed with.
 */
record Upkeep(
    RegistryRoutes registry,
    RequestTokens tokens,
    MetadataStore metadata,
    ResourceStore store,
    InstantSource clock) {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration INTERVAL = Duration.ofHours(1);

  /** Clients that come back later than this begin their upload anew. */
  private static final Duration UPLOAD_AGE = Duration.ofDays(1);

  void start(ScheduledExecutorService schedule) {
    var _ =
        schedule.scheduleWithFixedDelay(
            this::run, INTERVAL.toMinutes(), INTERVAL.toMinutes(), TimeUnit.MINUTES);
  }

  /** Never throws, for an exception would end the repeating. */
  void run() {
    try {
      tokens.rotate();
      registry.purgeUploads(UPLOAD_AGE);
      metadata.trimChanges(clock.instant().minus(Retention.longest(store.current())));
    } catch (RuntimeException failure) {
      log.atWarn().setMessage("failed in the hourly upkeep").setCause(failure).log();
    }
  }
}
