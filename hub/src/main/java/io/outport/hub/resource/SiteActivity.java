package io.outport.hub.resource;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each site was last heard of, in memory: bounded by the number of sites, which only known
 * ones get into. Safe for use by many threads.
 */
public final class SiteActivity {
  private final InstantSource clock;
  private final Map<String, Instant> heard = new ConcurrentHashMap<>();

  /** Nothing was heard yet. */
  public SiteActivity(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes that the site spoke just now. */
  public void heard(SiteEntry site) {
    heard.put(Resources.key(site.name()), clock.instant());
  }

  /** When the site last spoke, also before this process began where it reported then. */
  public Optional<Instant> last(SiteEntry site) {
    Optional<Instant> reported = Optional.ofNullable(site.reported()).map(SiteEntry.Reported::at);
    return Optional.ofNullable(heard.get(Resources.key(site.name()))).or(() -> reported);
  }

  /** Forgets a site that was deleted. */
  void forget(String name) {
    heard.remove(Resources.key(name));
  }
}
