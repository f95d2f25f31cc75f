package io.outport.hub.event;

import io.outport.gateway.Bell;
import io.outport.hub.resource.HubFacts;
import io.outport.hubapi.model.EventContent;
import io.outport.hubapi.model.EventInfo;
import io.outport.hubapi.model.WebhookEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * Sends the events of all webhooks: one {@link WebhookRun} for each that is enabled. Safe for use
 * by many threads.
 */
public final class WebhookDelivery implements AutoCloseable {
  /** How long the closing waits for what is under way. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How long nobody looks where nothing rings. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final WebhookStore store;
  private final EventBodies bodies;
  private final Bell bell;
  private final DeliverySettings settings;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ExecutorService threads;
  private final HttpReceiver receiver;
  private final Map<String, WebhookRun> running = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private WebhookDelivery(
      WebhookStore store,
      Surroundings surroundings,
      ExecutorService threads,
      HttpReceiver receiver) {
    this.store = store;
    this.bodies = new EventBodies(surroundings.hub());
    this.bell = surroundings.bell();
    this.settings = surroundings.settings();
    this.clock = surroundings.clock();
    this.random = surroundings.random();
    this.threads = threads;
    this.receiver = receiver;
  }

  /**
   * What deliveries need of the hub.
   *
   * @param bell rings whenever a feed may have grown
   * @param trust by which receivers are trusted; asked for at the first delivery
   */
  public record Surroundings(
      HubFacts hub,
      Bell bell,
      Supplier<SSLContext> trust,
      DeliverySettings settings,
      InstantSource clock,
      RandomGenerator random) {}

  /** Prepares the deliveries of these webhooks; nothing is sent before {@link #start}. */
  public static WebhookDelivery of(WebhookStore store, Surroundings surroundings) {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    HttpReceiver receiver =
        new HttpReceiver(surroundings.trust(), threads, surroundings.settings());
    return new WebhookDelivery(store, surroundings, threads, receiver);
  }

  /** Begins to send, from where each webhook was. */
  public void start() {
    threads.execute(this::supervise);
  }

  /** Something about webhooks changed. */
  void wake() {
    bell.ring();
  }

  private void supervise() {
    while (!closed) {
      long noted = bell.strokes();
      store.list().stream()
          .filter(WebhookEntry::enabled)
          .filter(entry -> !running.containsKey(entry.incarnation()))
          .forEach(this::run);
      try {
        var _ = bell.await(noted, IDLE);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void run(WebhookEntry entry) {
    WebhookRun run = new WebhookRun(entry, surroundings());
    running.put(entry.incarnation(), run);
    try {
      threads.execute(() -> runToItsEnd(entry, run));
    } catch (RejectedExecutionException ignored) {
      // The hub is stopping.
      running.remove(entry.incarnation());
    }
  }

  private void runToItsEnd(WebhookEntry entry, WebhookRun run) {
    try {
      run.run();
    } finally {
      running.remove(entry.incarnation());
      bell.ring();
    }
  }

  private WebhookRun.Surroundings surroundings() {
    return new WebhookRun.Surroundings(
        store,
        this::attempt,
        failures -> settings.pause(failures, random),
        bell,
        () -> closed,
        threads);
  }

  private WebhookEvent attempt(
      Supplier<WebhookEntry> current, EventFeed feed, ContentEvent event, int attempt)
      throws InterruptedException {
    EventContent content = bodies.content(feed.detailed(event));
    WebhookEntry webhook = current.get();
    Receiver.Answer answer = send(webhook, content);
    if (!answer.isSuccess()) {
      // What failed because the hub is stopping did not fail.
      webhook = current.get();
    }
    return EventViews.of(webhook, content, answer, state(answer, content, attempt), attempt);
  }

  private String state(Receiver.Answer answer, EventContent content, int attempt) {
    if (answer.isSuccess()) {
      return WebhookEvent.DELIVERED;
    }
    boolean over =
        answer.isFinal()
            || attempt >= settings.maxAttempts()
            || content.timestamp().isBefore(clock.instant().minus(settings.maxAge()));
    return over ? WebhookEvent.DEAD_LETTERED : WebhookEvent.RETRYING;
  }

  private Receiver.Answer send(WebhookEntry webhook, EventContent content)
      throws InterruptedException {
    EventBodies.Body body = bodies.body(webhook, content);
    return receiver.post(
        webhook.serviceUri(), EventViews.headers(webhook, body.contentType()), body.text());
  }

  /** Sends one event that says nothing, once. */
  EventInfo ping(WebhookEntry webhook) {
    EventContent content = EventBodies.ping(UUID.randomUUID().toString(), clock.instant());
    try {
      Receiver.Answer answer = send(webhook, content);
      String state = answer.isSuccess() ? WebhookEvent.DELIVERED : WebhookEvent.DEAD_LETTERED;
      store.add(webhook, EventViews.of(webhook, content, answer, state, 1));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return new EventInfo(content.id());
  }

  /** What came of the webhook's events: first those that are under way. */
  List<WebhookEvent> events(WebhookEntry webhook) {
    List<WebhookEvent> all = new ArrayList<>();
    WebhookRun run = running.get(webhook.incarnation());
    if (run != null) {
      all.addAll(run.underWay());
    }
    all.addAll(store.events(webhook));
    return List.copyOf(all);
  }

  /** Stops sending; what is not known to be delivered is sent again after the next start. */
  @Override
  public void close() {
    closed = true;
    receiver.close();
    bell.ring();
    threads.shutdown();
    try {
      // An interrupt would break a connection to the database that others still use.
      if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException ignored) {
      // Whoever interrupts wants the closing to be quick; the threads end by themselves.
      Thread.currentThread().interrupt();
    }
  }
}
