package io.outport.hub.event;

import io.outport.gateway.ArtifactReports;
import io.outport.hub.resource.ResourceStore;
import io.outport.hub.resource.Resources;
import io.outport.hub.resource.SiteConfigurations;
import io.outport.hub.resource.SiteEntry;
import io.outport.hubapi.gateway.ArtifactEvent;
import io.outport.hubapi.model.ControlJson;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.Tag;
import io.outport.registry.store.sql.Scripts;
import io.outport.registry.store.sql.SqlDatabase;
import io.outport.registry.store.sql.SqlSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What connected registries tell of their content, kept in SQL in the order in which it came, and
 * read by webhooks like the hub's own history. Safe for use by many threads.
 */
public final class SiteEventLog implements ArtifactReports, EventFeed {
  /** How long an event is kept; longer than any delivery takes. */
  public static final Duration MAX_AGE = Duration.ofDays(7);

  /** Most events that are kept; the oldest goes first. */
  public static final long MAX_EVENTS = 200_000;

  private static final Scripts SCRIPTS =
      new Scripts(
          Scripts.read(SiteEventLog.class, "V1__site_events.sql"),
          Scripts.read(SiteEventLog.class, "postgres/V1__site_events.sql"));

  private final SqlDatabase database;
  private final ResourceStore resources;
  private final Runnable whenGrown;
  private final InstantSource clock;

  private SiteEventLog(
      SqlDatabase database, ResourceStore resources, Runnable whenGrown, InstantSource clock) {
    this.database = database;
    this.resources = resources;
    this.whenGrown = whenGrown;
    this.clock = clock;
  }

  /**
   * Brings the tables to this version.
   *
   * @param whenGrown runs after there is something new to read; must return at once
   */
  public static SiteEventLog open(
      SqlDatabase database, ResourceStore resources, Runnable whenGrown, InstantSource clock) {
    database.migrate("siteEvent", SCRIPTS);
    return new SiteEventLog(database, resources, whenGrown, clock);
  }

  @Override
  public String name() {
    return "sites";
  }

  /** Throws {@link IllegalArgumentException} or an {@code OciException} for what is no event. */
  @Override
  public long report(String site, String instance, List<ArtifactEvent> events) {
    requireOrder(events);
    Optional<SiteEntry> entry = resources.current().site(site);
    if (entry.isEmpty()) {
      // Deleted between its sign-in and now: nobody asks for its events any more.
      return events.isEmpty() ? 0 : events.getLast().sequence();
    }
    List<ArtifactEvent> wanted = events.stream().filter(it -> mayTell(entry.get(), it)).toList();
    long last =
        database.inTransaction(session -> append(session, entry.get(), instance, events, wanted));
    whenGrown.run();
    return last;
  }

  private static void requireOrder(List<ArtifactEvent> events) {
    long before = 0;
    for (ArtifactEvent event : events) {
      if (event.sequence() <= before) {
        throw new IllegalArgumentException("sequences must grow from 1 on");
      }
      before = event.sequence();
    }
  }

  /** A site tells of itself, and of repositories that it may read (law L11). */
  private boolean mayTell(SiteEntry site, ArtifactEvent event) {
    RepositoryName repository = new RepositoryName(event.repository());
    Digest.parse(event.digest());
    if (event.tag() != null) {
      var _ = new Tag(event.tag());
    }
    Resources now = resources.current();
    List<RepositoryPattern> patterns = SiteConfigurations.patterns(now, site);
    return patterns.stream().anyMatch(pattern -> pattern.matches(repository))
        && isOf(site, event.connectedRegistry());
  }

  private static boolean isOf(SiteEntry site, @Nullable String origin) {
    return origin == null || origin.equalsIgnoreCase(site.name());
  }

  private long append(
      SqlSession session,
      SiteEntry site,
      String instance,
      List<ArtifactEvent> all,
      List<ArtifactEvent> wanted) {
    String key = Resources.key(site.name());
    long before = lastOf(session, key, instance);
    long next = last(session);
    Instant now = clock.instant();
    for (ArtifactEvent event : wanted) {
      if (event.sequence() > before) {
        next++;
        insert(session, now, event(next, site, instance, event));
      }
    }
    long last = all.isEmpty() ? before : Math.max(before, all.getLast().sequence());
    session.update("UPDATE hub_site_event_last SET last_sequence = ?", next);
    session.update(
        """
        INSERT INTO hub_site_event_source (site_key, instance, last_sequence) VALUES (?, ?, ?)
        ON CONFLICT (site_key) DO UPDATE
        SET instance = excluded.instance, last_sequence = excluded.last_sequence\
        """,
        key,
        instance,
        last);
    trim(session, next, now);
    return last;
  }

  private static void insert(SqlSession session, Instant now, ContentEvent event) {
    session.update(
        "INSERT INTO hub_site_event (sequence, time_millis, document) VALUES (?, ?, ?)",
        event.sequence(),
        now.toEpochMilli(),
        ControlJson.mapper().writeValueAsString(event));
  }

  private static void trim(SqlSession session, long last, Instant now) {
    session.update(
        "DELETE FROM hub_site_event WHERE sequence <= ? OR time_millis < ?",
        last - MAX_EVENTS,
        now.minus(MAX_AGE).toEpochMilli());
  }

  private static ContentEvent event(
      long sequence, SiteEntry site, String instance, ArtifactEvent told) {
    String id = "%s#%s#%d#%s".formatted(site.name(), instance, told.sequence(), told.time());
    return new ContentEvent(
        sequence,
        UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString(),
        told.time(),
        switch (told.action()) {
          case PUSH -> ContentEvent.Action.PUSH;
          case DELETE -> ContentEvent.Action.DELETE;
        },
        told.repository(),
        told.tag(),
        told.digest(),
        told.mediaType(),
        told.size(),
        site.name());
  }

  private static long lastOf(SqlSession session, String key, String instance) {
    String sql =
        "SELECT last_sequence FROM hub_site_event_source WHERE site_key = ? AND instance = ?";
    return session.find(sql, row -> row.getLong(1), key, instance).orElse(0L);
  }

  private static long last(SqlSession session) {
    String sql = "SELECT last_sequence FROM hub_site_event_last";
    return session.find(sql, row -> row.getLong(1)).orElseThrow();
  }

  @Override
  public long last() {
    return database.read(SiteEventLog::last);
  }

  @Override
  public Page read(long after, int limit) {
    String sql = "SELECT document FROM hub_site_event WHERE sequence > ? ORDER BY sequence LIMIT ?";
    // First, so that what comes between the two reads is not taken for forgotten.
    long last = last();
    List<ContentEvent> events =
        database.read(
            session ->
                session.list(
                    sql,
                    row -> ControlJson.mapper().readValue(row.getString(1), ContentEvent.class),
                    after,
                    limit));
    if (events.isEmpty()) {
      // All that came is too old, or a restored backup took the log back.
      return new Page(List.of(), last, last > after);
    }
    return new Page(events, events.getLast().sequence(), events.getFirst().sequence() > after + 1);
  }
}
