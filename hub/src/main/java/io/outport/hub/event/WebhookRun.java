package io.outport.hub.event;

import io.outport.gateway.Bell;
import io.outport.hubapi.model.WebhookEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sending of one webhook's events, as long as it is enabled. It takes a page of a feed, sends
 * the events of each repository in their order and those of different ones side by side, once each,
 * and moves the webhook's place behind the page. A repository whose event fails waits with it in
 * {@link WaitingLines}, and so do its next ones; others go on. What a crash takes is at most the
 * knowledge that a page, and one event of each repository that waits, was delivered: those are sent
 * again.
 */
final class WebhookRun implements Runnable {
  /** Most changes in one page, and so most events under way but for those that wait. */
  static final int PAGE = 64;

  /** How far a place in memory may be ahead of the kept one where nothing had to be sent. */
  private static final long MAX_AHEAD = 512;

  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(WebhookRun.class);

  private final WebhookEntry begun;
  private final WebhookStore store;
  private final Delivery delivery;
  private final Bell bell;
  private final BooleanSupplier closed;
  private final ExecutorService threads;
  private final IntFunction<Duration> pauses;

  /** Places in feeds, of this thread alone: kept, and looked at. */
  private final Map<String, Long> kept = new HashMap<>();

  private final Map<String, Long> seen = new HashMap<>();

  /** What is known of the events under way, by their ids. */
  private final Map<String, WebhookEvent> underWay = new ConcurrentHashMap<>();

  private final WaitingLines lines;

  /** Whether the lines were taken up; of this run's thread alone. */
  private boolean started;

  private volatile boolean ended;

  WebhookRun(WebhookEntry begun, Surroundings surroundings) {
    this.begun = begun;
    this.store = surroundings.store();
    this.delivery = surroundings.delivery();
    this.bell = surroundings.bell();
    this.closed = surroundings.closed();
    this.threads = surroundings.threads();
    this.pauses = surroundings.pauses();
    this.lines = new WaitingLines(begun, store, threads, new LineHand());
  }

  /**
   * What all runs share.
   *
   * @param pauses how long to wait after so many failures in a row
   * @param bell rings when a feed grew, a webhook changed, or the hub is stopping
   * @param closed whether the hub is stopping
   */
  record Surroundings(
      WebhookStore store,
      Delivery delivery,
      IntFunction<Duration> pauses,
      Bell bell,
      BooleanSupplier closed,
      ExecutorService threads) {}

  /** Sends one event once, for the so-manieth time, to the webhook as it is then. */
  @FunctionalInterface
  interface Delivery {
    WebhookEvent attempt(
        Supplier<WebhookEntry> webhook, EventFeed feed, ContentEvent event, int attempt)
        throws InterruptedException;
  }

  /** The webhook is deleted or disabled, or the hub is stopping: nothing more is sent. */
  private static final class EndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What came of the events under way. */
  Collection<WebhookEvent> underWay() {
    return List.copyOf(underWay.values());
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        step();
      }
    } catch (EndedException | InterruptedException ended) {
      log.atDebug()
          .setMessage("stopped sending events")
          .addKeyValue("webhook", begun.name())
          .setCause(ended)
          .log();
    } finally {
      finish();
    }
  }

  /** No other run of this webhook may begin before the last thread of this one is done. */
  private void finish() {
    ended = true;
    bell.ring();
    try {
      lines.join();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    underWay.clear();
  }

  private void step() throws InterruptedException {
    long noted = bell.strokes();
    try {
      if (!started) {
        lines.start();
        started = true;
      }
      boolean news = false;
      for (EventFeed feed : store.feeds()) {
        news |= advance(feed);
      }
      if (!news && !bell.await(noted, IDLE)) {
        for (EventFeed feed : store.feeds()) {
          keep(feed, current(), WebhookStore.Page.EMPTY);
        }
      }
    } catch (EndedException ended) {
      throw ended;
    } catch (RuntimeException failure) {
      recover(failure);
      kept.clear();
      seen.clear();
    }
  }

  private void recover(RuntimeException failure) throws InterruptedException {
    if (closed.getAsBoolean()) {
      throw new InterruptedException("the hub is stopping");
    }
    log.atWarn()
        .setMessage("failed to send events, and will try again")
        .addKeyValue("webhook", begun.name())
        .setCause(failure)
        .log();
    pause(AFTER_FAILURE);
  }

  private WebhookEntry current() {
    if (ended || closed.getAsBoolean()) {
      throw new EndedException();
    }
    return store
        .find(begun.name())
        .filter(now -> now.incarnation().equals(begun.incarnation()) && now.enabled())
        .orElseThrow(EndedException::new);
  }

  /** Deals with the next page; false where there is none, or too much waits already. */
  private boolean advance(EventFeed feed) throws InterruptedException {
    WebhookEntry webhook = current();
    long from = seen.computeIfAbsent(feed.name(), name -> place(webhook, feed));
    EventFeed.Page next = feed.read(from, PAGE);
    if (next.upTo() == from || lines.isFull()) {
      return false;
    }
    List<WebhookEvent> lost = next.gap() ? List.of(lost(webhook, from, next)) : List.of();
    List<ContentEvent> wanted = next.events().stream().filter(webhook::wants).toList();
    WebhookStore.Page sent =
        new PageSending(feed, wanted, lines, this::attempt).send(threads, lost);
    seen.put(feed.name(), next.upTo());
    if (!sent.isEmpty() || Math.abs(next.upTo() - keptPlace(feed)) >= MAX_AHEAD) {
      keep(feed, webhook, sent);
    }
    sent.outcomes().forEach(outcome -> underWay.remove(outcome.id()));
    return true;
  }

  private long place(WebhookEntry webhook, EventFeed feed) {
    long place = store.place(webhook, feed);
    kept.put(feed.name(), place);
    return place;
  }

  private long keptPlace(EventFeed feed) {
    return Objects.requireNonNull(kept.get(feed.name()));
  }

  private void keep(EventFeed feed, WebhookEntry webhook, WebhookStore.Page page) {
    long from = keptPlace(feed);
    long to = Objects.requireNonNull(seen.get(feed.name()));
    if (from == to && page.isEmpty()) {
      return;
    }
    if (!lines.add(page.waiting(), () -> store.advance(webhook, feed, from, to, page))) {
      // Disabled and enabled again meanwhile: another run begins at the place of that.
      throw new EndedException();
    }
    kept.put(feed.name(), to);
  }

  private WebhookEvent lost(WebhookEntry webhook, long from, EventFeed.Page next) {
    long first = next.events().isEmpty() ? next.upTo() : next.events().getFirst().sequence();
    Instant time = next.events().isEmpty() ? webhook.created() : next.events().getFirst().time();
    log.atWarn()
        .setMessage("events were forgotten before they could be sent")
        .addKeyValue("webhook", webhook.name())
        .log();
    return EventViews.lost(webhook, time, from + 1, first - 1);
  }

  private void pause(Duration pause) throws InterruptedException {
    // Noted first, so that no change between the look and the waiting is missed.
    long noted = bell.strokes();
    WebhookEntry before = current();
    long end = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
      if (!bell.await(noted, Duration.ofNanos(left))) {
        return;
      }
      noted = bell.strokes();
      if (!current().equals(before)) {
        return;
      }
    }
  }

  private WebhookEvent attempt(EventFeed feed, ContentEvent event, int attempt)
      throws InterruptedException {
    WebhookEvent outcome = delivery.attempt(this::current, feed, event, attempt);
    underWay.put(event.id(), outcome);
    return outcome;
  }

  static boolean isOver(WebhookEvent outcome) {
    return !outcome.state().equals(WebhookEvent.RETRYING);
  }

  /** Sends for the lines of this run. */
  private final class LineHand implements WaitingLines.Hand {
    @Override
    public Optional<WebhookEvent> send(WaitingEvent waiting) throws InterruptedException {
      EventFeed feed = feed(waiting.feed());
      for (int failures = waiting.attempts(); ; failures++) {
        if (failures > 0) {
          pause(pauses.apply(failures));
        }
        if (!stillWaits(waiting)) {
          underWay.remove(waiting.event().id());
          return Optional.empty();
        }
        WebhookEvent outcome = attempt(feed, waiting.event(), failures + 1);
        if (isOver(outcome)) {
          return Optional.of(outcome);
        }
      }
    }

    /** Not where the webhook was disabled and enabled again, unnoticed by this run. */
    private boolean stillWaits(WaitingEvent waiting) {
      return store.firstWaiting(begun, waiting.line()).filter(waiting::equals).isPresent();
    }

    @Override
    public void settled(WebhookEvent outcome) {
      underWay.remove(outcome.id());
    }

    @Override
    public void recover(RuntimeException failure) throws InterruptedException {
      if (failure instanceof EndedException) {
        throw failure;
      }
      WebhookRun.this.recover(failure);
    }

    private EventFeed feed(String name) {
      return store.feeds().stream()
          .filter(feed -> feed.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("there is no feed '%s'".formatted(name)));
    }
  }
}
