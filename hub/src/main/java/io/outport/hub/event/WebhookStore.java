package io.outport.hub.event;

import io.outport.hubapi.model.WebhookEvent;
import io.outport.registry.store.sql.SqlDatabase;
import io.outport.registry.store.sql.SqlSession;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All webhooks, how far each one is in each feed, which events wait, and what came of the others;
 * in SQL, the webhooks themselves in memory too. One process owns the rows. What changed is durable
 * when a method returns. Safe for use by many threads.
 */
public final class WebhookStore {
  /** Most delivered events that are remembered of one webhook. */
  public static final int MAX_DELIVERED = 100;

  /** Most dead letters of one webhook; the oldest goes first. */
  public static final int MAX_DEAD_LETTERS = 1_000;

  private final SqlDatabase database;
  private final List<EventFeed> feeds;

  /** Guards writing {@link #current}. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile SortedMap<String, WebhookEntry> current;

  private WebhookStore(
      SqlDatabase database, List<EventFeed> feeds, SortedMap<String, WebhookEntry> current) {
    this.database = database;
    this.feeds = feeds;
    this.current = current;
  }

  /** Reads what is kept; a webhook that is made or enabled begins at the end of these feeds. */
  public static WebhookStore open(SqlDatabase database, List<EventFeed> feeds) {
    WebhookRows.migrate(database);
    SortedMap<String, WebhookEntry> kept = database.read(WebhookRows::read);
    return new WebhookStore(database, List.copyOf(feeds), Collections.unmodifiableSortedMap(kept));
  }

  /** All of them, sorted by name. */
  public Collection<WebhookEntry> list() {
    return current.values();
  }

  /** The one with this name, in any case of letters. */
  public Optional<WebhookEntry> find(String name) {
    return Optional.ofNullable(current.get(key(name)));
  }

  List<EventFeed> feeds() {
    return feeds;
  }

  /**
   * Makes, changes or removes one.
   *
   * @param work a pure function; what it throws leaves all as it is
   */
  void change(String name, Function<Optional<WebhookEntry>, Optional<WebhookEntry>> work) {
    lock.lock();
    try {
      Optional<WebhookEntry> before = find(name);
      Optional<WebhookEntry> after = work.apply(before);
      if (!after.equals(before)) {
        write(key(name), before, after);
      }
    } finally {
      lock.unlock();
    }
  }

  private void write(String key, Optional<WebhookEntry> before, Optional<WebhookEntry> after) {
    boolean begins =
        after.filter(WebhookEntry::enabled).isPresent()
            && before.filter(WebhookEntry::enabled).isEmpty();
    Map<String, Long> places = begins ? ends() : Map.of();
    database.inTransaction(
        session -> {
          after.ifPresentOrElse(
              entry -> {
                WebhookRows.put(session, key, entry);
                if (begins) {
                  WebhookRows.forgetWaiting(session, entry.incarnation());
                }
                places.forEach(
                    (feed, end) -> WebhookRows.place(session, entry.incarnation(), feed, end));
              },
              () -> before.ifPresent(it -> WebhookRows.remove(session, key, it.incarnation())));
          return true;
        });
    TreeMap<String, WebhookEntry> changed = new TreeMap<>(current);
    after.ifPresentOrElse(entry -> changed.put(key, entry), () -> changed.remove(key));
    current = Collections.unmodifiableSortedMap(changed);
  }

  private Map<String, Long> ends() {
    return feeds.stream().collect(Collectors.toMap(EventFeed::name, EventFeed::last));
  }

  /** How far the webhook is in a feed; at its end where nothing is kept. */
  long place(WebhookEntry entry, EventFeed feed) {
    return database
        .read(session -> WebhookRows.place(session, entry.incarnation(), feed.name()))
        .orElseGet(
            () -> {
              long last = feed.last();
              return database.inTransaction(
                  session -> {
                    WebhookRows.place(session, entry.incarnation(), feed.name(), last);
                    return last;
                  });
            });
  }

  /**
   * What became of the events of a page.
   *
   * @param outcomes of those that were delivered or are dead letters
   * @param waiting those that will be sent later
   */
  record Page(List<WebhookEvent> outcomes, List<WaitingEvent> waiting) {
    static final Page EMPTY = new Page(List.of(), List.of());

    Page {
      outcomes = List.copyOf(outcomes);
      waiting = List.copyOf(waiting);
    }

    boolean isEmpty() {
      return outcomes.isEmpty() && waiting.isEmpty();
    }
  }

  /**
   * Moves the webhook's place and keeps what came of the events before it, all in one step.
   *
   * @return false, and nothing is changed, where the place is another by now
   */
  boolean advance(WebhookEntry entry, EventFeed feed, long from, long to, Page page) {
    return database.inTransaction(
        session -> {
          boolean moved = WebhookRows.move(session, entry.incarnation(), feed.name(), from, to);
          if (moved) {
            page.waiting().forEach(each -> WebhookRows.add(session, entry.incarnation(), each));
            page.outcomes().forEach(each -> keep(session, entry, each));
          }
          return moved;
        });
  }

  /**
   * Keeps what came of an event that waited.
   *
   * @return false, and nothing is changed, where it does not wait any more
   */
  boolean settle(WebhookEntry entry, WaitingEvent waiting, WebhookEvent outcome) {
    return database.inTransaction(
        session -> {
          boolean waited = WebhookRows.remove(session, entry.incarnation(), waiting);
          if (waited) {
            keep(session, entry, outcome);
          }
          return waited;
        });
  }

  private static void keep(SqlSession session, WebhookEntry entry, WebhookEvent outcome) {
    WebhookRows.add(session, entry.incarnation(), outcome);
    WebhookRows.trim(session, entry.incarnation(), 0, MAX_DELIVERED);
    WebhookRows.trim(session, entry.incarnation(), 1, MAX_DEAD_LETTERS);
  }

  /** Which repositories have events that wait. */
  List<WaitingEvent.Line> waitingLines(WebhookEntry entry) {
    return database.read(session -> WebhookRows.waitingLines(session, entry.incarnation()));
  }

  long countWaiting(WebhookEntry entry) {
    return database.read(session -> WebhookRows.countWaiting(session, entry.incarnation()));
  }

  /** The event that is to be sent before all others of its repository. */
  Optional<WaitingEvent> firstWaiting(WebhookEntry entry, WaitingEvent.Line line) {
    return database.read(session -> WebhookRows.firstWaiting(session, entry.incarnation(), line));
  }

  /** Keeps what came of an event that is in no feed. */
  void add(WebhookEntry entry, WebhookEvent outcome) {
    database.inTransaction(
        session -> {
          keep(session, entry, outcome);
          return true;
        });
  }

  /** What came of the webhook's events, newest first. */
  List<WebhookEvent> events(WebhookEntry entry) {
    int most = MAX_DELIVERED + MAX_DEAD_LETTERS;
    return database.read(session -> WebhookRows.list(session, entry.incarnation(), most));
  }

  static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
