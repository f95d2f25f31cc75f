package io.outport.hub.event;

import io.outport.gateway.Bell;
import io.outport.hubapi.model.WebhookEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sending of one webhook's events, as long as it is enabled. It takes a page of a feed, sends
 * the events of each repository in their order and those of different ones side by side, and moves
 * the webhook's place behind the page when all are delivered or dead letters. What a crash takes is
 * at most a page of knowledge that something was delivered, which is then sent again.
 */
final class WebhookRun implements Runnable {
  /** Most changes in one page, and so most events under way. */
  static final int PAGE = 64;

  /** Most repositories whose events are sent at once. */
  static final int LANES = 8;

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

  /** Places in feeds, of this thread alone: kept, and looked at. */
  private final Map<String, Long> kept = new HashMap<>();

  private final Map<String, Long> seen = new HashMap<>();

  /** What is known of the page under way, by the event's id. */
  private final Map<String, WebhookEvent> page = new ConcurrentHashMap<>();

  WebhookRun(WebhookEntry begun, Surroundings surroundings) {
    this.begun = begun;
    this.store = surroundings.store();
    this.delivery = surroundings.delivery();
    this.bell = surroundings.bell();
    this.closed = surroundings.closed();
    this.threads = surroundings.threads();
  }

  /**
   * What all runs share.
   *
   * @param bell rings when a feed grew, a webhook changed, or the hub is stopping
   * @param closed whether the hub is stopping
   */
  record Surroundings(
      WebhookStore store,
      Delivery delivery,
      Bell bell,
      BooleanSupplier closed,
      ExecutorService threads) {}

  /** Sends one event until it is delivered or a dead letter. */
  @FunctionalInterface
  interface Delivery {
    WebhookEvent deliver(Watch watch, EventFeed feed, ContentEvent event)
        throws InterruptedException;
  }

  /** What a delivery asks of the run that it is part of. */
  interface Watch {
    /** The webhook as it is now; throws where it is gone or disabled. */
    WebhookEntry webhook();

    /** Notes a failure that is not the last. */
    void retrying(WebhookEvent outcome);

    /** Waits, at most until the webhook changes. */
    void pause(Duration pause) throws InterruptedException;
  }

  /** The webhook is deleted or disabled, or the hub is stopping: nothing more is sent. */
  private static final class EndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What came of the events under way. */
  Collection<WebhookEvent> underWay() {
    return List.copyOf(page.values());
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
      page.clear();
    }
  }

  private void step() throws InterruptedException {
    long noted = bell.strokes();
    try {
      boolean news = false;
      for (EventFeed feed : store.feeds()) {
        news |= advance(feed);
      }
      if (!news && !bell.await(noted, IDLE)) {
        for (EventFeed feed : store.feeds()) {
          keep(feed, current(), List.of());
        }
      }
    } catch (EndedException ended) {
      throw ended;
    } catch (RuntimeException failure) {
      if (closed.getAsBoolean()) {
        throw new InterruptedException("the hub is stopping");
      }
      log.atWarn()
          .setMessage("failed to send events, and will try again")
          .addKeyValue("webhook", begun.name())
          .setCause(failure)
          .log();
      kept.clear();
      seen.clear();
      pause(AFTER_FAILURE);
    }
  }

  private WebhookEntry current() {
    if (closed.getAsBoolean()) {
      throw new EndedException();
    }
    return store
        .find(begun.name())
        .filter(now -> now.incarnation().equals(begun.incarnation()) && now.enabled())
        .orElseThrow(EndedException::new);
  }

  /** Deals with the next page; false where there is none. */
  private boolean advance(EventFeed feed) throws InterruptedException {
    WebhookEntry webhook = current();
    long from = seen.computeIfAbsent(feed.name(), name -> place(webhook, feed));
    EventFeed.Page next = feed.read(from, PAGE);
    if (next.upTo() == from) {
      return false;
    }
    List<WebhookEvent> outcomes = new ArrayList<>();
    if (next.gap()) {
      outcomes.add(lost(webhook, from, next));
    }
    outcomes.addAll(deliver(feed, next.events().stream().filter(webhook::wants).toList()));
    seen.put(feed.name(), next.upTo());
    if (!outcomes.isEmpty() || Math.abs(next.upTo() - keptPlace(feed)) >= MAX_AHEAD) {
      keep(feed, webhook, outcomes);
    }
    page.clear();
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

  private void keep(EventFeed feed, WebhookEntry webhook, List<WebhookEvent> outcomes) {
    long from = keptPlace(feed);
    long to = Objects.requireNonNull(seen.get(feed.name()));
    if (from == to && outcomes.isEmpty()) {
      return;
    }
    if (!store.advance(webhook, feed, from, to, outcomes)) {
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

  /** Sends a page's events and waits for all; the outcomes in the events' order. */
  private List<WebhookEvent> deliver(EventFeed feed, List<ContentEvent> events)
      throws InterruptedException {
    Map<String, List<ContentEvent>> byRepository = new LinkedHashMap<>();
    events.forEach(
        event ->
            byRepository.computeIfAbsent(event.repository(), _ -> new ArrayList<>()).add(event));
    var waiting = new ConcurrentLinkedQueue<>(byRepository.values());
    List<Future<?>> lanes = new ArrayList<>();
    try {
      for (int lane = 0; lane < Math.min(LANES, byRepository.size()); lane++) {
        lanes.add(threads.submit(() -> runLane(feed, waiting)));
      }
      for (Future<?> lane : lanes) {
        lane.get();
      }
    } catch (ExecutionException failure) {
      throw unwrapped(failure);
    } finally {
      lanes.forEach(lane -> lane.cancel(true));
    }
    return events.stream().map(event -> page.get(event.id())).filter(Objects::nonNull).toList();
  }

  /** A lane ends early where the webhook does, the hub stops, or the store fails. */
  private static RuntimeException unwrapped(ExecutionException failure)
      throws InterruptedException {
    return switch (failure.getCause()) {
      case RuntimeException cause -> cause;
      case InterruptedException stopping -> throw stopping;
      case null, default -> new IllegalStateException("an event could not be sent", failure);
    };
  }

  private boolean runLane(EventFeed feed, ConcurrentLinkedQueue<List<ContentEvent>> waiting)
      throws InterruptedException {
    for (var events = waiting.poll(); events != null; events = waiting.poll()) {
      for (ContentEvent event : events) {
        page.put(event.id(), delivery.deliver(new PageWatch(), feed, event));
      }
    }
    return true;
  }

  private void pause(Duration pause) throws InterruptedException {
    WebhookEntry before = current();
    long end = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
      if (!bell.await(bell.strokes(), Duration.ofNanos(left)) || !current().equals(before)) {
        return;
      }
    }
  }

  /** What a delivery sees of this run. */
  private final class PageWatch implements Watch {
    @Override
    public WebhookEntry webhook() {
      return current();
    }

    @Override
    public void retrying(WebhookEvent outcome) {
      page.put(outcome.id(), outcome);
    }

    @Override
    public void pause(Duration pause) throws InterruptedException {
      WebhookRun.this.pause(pause);
    }
  }
}
