package io.outport.hub.event;

import io.outport.hubapi.model.WebhookEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * The sending of one page of a feed: the events of each repository in their order, those of
 * different ones side by side, each once at most.
 */
final class PageSending {
  /** Most repositories whose events are sent at once. */
  static final int LANES = 8;

  private final EventFeed feed;
  private final List<ContentEvent> events;
  private final WaitingLines lines;
  private final Attempts attempts;
  private final Queue<List<ContentEvent>> todo;
  private final int repositories;
  private final Map<String, WebhookEvent> outcomes = new ConcurrentHashMap<>();
  private final Queue<WaitingEvent> aside = new ConcurrentLinkedQueue<>();

  PageSending(EventFeed feed, List<ContentEvent> events, WaitingLines lines, Attempts attempts) {
    this.feed = feed;
    this.events = events;
    this.lines = lines;
    this.attempts = attempts;
    Map<String, List<ContentEvent>> byRepository = new LinkedHashMap<>();
    events.forEach(
        event ->
            byRepository.computeIfAbsent(event.repository(), _ -> new ArrayList<>()).add(event));
    this.todo = new ConcurrentLinkedQueue<>(byRepository.values());
    this.repositories = byRepository.size();
  }

  /** Sends one event once, for the so-manieth time. */
  @FunctionalInterface
  interface Attempts {
    WebhookEvent attempt(EventFeed feed, ContentEvent event, int attempt)
        throws InterruptedException;
  }

  /** Waits for all; the outcomes come behind the given ones, in the events' order. */
  WebhookStore.Page send(ExecutorService threads, List<WebhookEvent> first)
      throws InterruptedException {
    List<Future<?>> lanes = new ArrayList<>();
    try {
      for (int lane = 0; lane < Math.min(LANES, repositories); lane++) {
        lanes.add(threads.submit(this::runLane));
      }
      for (Future<?> lane : lanes) {
        lane.get();
      }
    } catch (ExecutionException failure) {
      throw unwrapped(failure);
    } finally {
      lanes.forEach(lane -> lane.cancel(true));
    }
    List<WebhookEvent> all = new ArrayList<>(first);
    events.stream()
        .map(event -> outcomes.get(event.id()))
        .filter(Objects::nonNull)
        .forEach(all::add);
    return new WebhookStore.Page(all, List.copyOf(aside));
  }

  private boolean runLane() throws InterruptedException {
    for (var next = todo.poll(); next != null; next = todo.poll()) {
      sendInOrder(next);
    }
    return true;
  }

  private void sendInOrder(List<ContentEvent> ofRepository) throws InterruptedException {
    boolean waiting =
        lines.holds(new WaitingEvent.Line(feed.name(), ofRepository.getFirst().repository()));
    for (ContentEvent event : ofRepository) {
      int vain = 0;
      if (!waiting) {
        WebhookEvent outcome = attempts.attempt(feed, event, 1);
        if (WebhookRun.isOver(outcome)) {
          outcomes.put(event.id(), outcome);
          continue;
        }
        waiting = true;
        vain = 1;
      }
      aside.add(new WaitingEvent(feed.name(), event, vain));
    }
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
}
