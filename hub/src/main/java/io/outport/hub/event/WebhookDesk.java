package io.outport.hub.event;

import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.ResourceDesk;
import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.model.EventInfo;
import io.outport.hubapi.model.ResourceId;
import io.outport.hubapi.model.Webhook;
import io.outport.hubapi.model.WebhookConfig;
import io.outport.hubapi.model.WebhookEvent;
import io.outport.oci.model.Quoted;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Webhooks in the terms of the control API. */
public final class WebhookDesk implements ResourceDesk<Webhook> {
  /** Most webhooks of a registry. */
  public static final int MAX_WEBHOOKS = 100;

  private static final String WHAT = "webhook";
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]{5,50}");
  private static final String LOCATION = "local";

  private final WebhookStore store;
  private final WebhookDelivery delivery;
  private final ResourceId registry;
  private final InstantSource clock;

  /** Works on this store; the delivery hears of every change. */
  public WebhookDesk(
      WebhookStore store, WebhookDelivery delivery, HubFacts hub, InstantSource clock) {
    this.store = store;
    this.delivery = delivery;
    this.registry = hub.registryId();
    this.clock = clock;
  }

  @Override
  public List<Webhook> list() {
    return store.list().stream().map(this::view).toList();
  }

  @Override
  public Webhook get(String name) {
    return view(require(name));
  }

  @Override
  public Written<Webhook> put(String name, Webhook wanted) {
    if (!NAME.matcher(name).matches()) {
      throw ResourceProblem.invalid(
          "webhook name '%s' is not allowed: use 5 to 50 letters and digits"
              .formatted(Quoted.shorten(name)));
    }
    boolean created = store.find(name).isEmpty();
    change(
        name,
        old -> {
          requireRoom(old);
          return Optional.of(new WebhookWishes(wanted).over(blank(name, old)));
        });
    return new Written<>(get(name), created);
  }

  @Override
  public Webhook patch(String name, Webhook partial) {
    change(
        name,
        old -> Optional.of(new WebhookWishes(partial).over(old.orElseThrow(() -> notFound(name)))));
    return get(name);
  }

  @Override
  public boolean delete(String name) {
    boolean existed = store.find(name).isPresent();
    change(name, _ -> Optional.empty());
    return existed;
  }

  /** Where its events go; an answer with secrets. */
  public WebhookConfig config(String name) {
    WebhookEntry entry = require(name);
    return new WebhookConfig(entry.serviceUri(), entry.headers());
  }

  /** What came of its events, newest first. */
  public List<WebhookEvent> events(String name) {
    return delivery.events(require(name));
  }

  /** Sends one event that says nothing, once, also where the webhook is disabled. */
  public EventInfo ping(String name) {
    return delivery.ping(require(name));
  }

  private void change(String name, Function<Optional<WebhookEntry>, Optional<WebhookEntry>> work) {
    store.change(name, work);
    delivery.wake();
  }

  private void requireRoom(Optional<WebhookEntry> old) {
    if (old.isEmpty() && store.list().size() >= MAX_WEBHOOKS) {
      throw ResourceProblem.conflict(
          "WebhookLimitReached",
          "there are %d webhooks already, which is the most: delete one first"
              .formatted(MAX_WEBHOOKS));
    }
  }

  /** What a PUT begins with: the same webhook as before, with nothing said of it. */
  private WebhookEntry blank(String name, Optional<WebhookEntry> old) {
    return new WebhookEntry(
        old.map(WebhookEntry::name).orElse(name),
        old.map(WebhookEntry::incarnation).orElseGet(() -> UUID.randomUUID().toString()),
        old.map(WebhookEntry::created).orElseGet(clock::instant),
        "",
        Map.of(),
        List.of(),
        "",
        true,
        LOCATION,
        Map.of());
  }

  private WebhookEntry require(String name) {
    return store.find(name).orElseThrow(() -> notFound(name));
  }

  private static ResourceProblem notFound(String name) {
    return ResourceProblem.notFound(WHAT, name);
  }

  private Webhook view(WebhookEntry entry) {
    ResourceId id = registry.child(ResourceId.WEBHOOKS, entry.name());
    return new Webhook(
        id.toString(),
        entry.name(),
        id.type(),
        entry.location(),
        entry.tags(),
        new Webhook.Properties(
            null,
            null,
            entry.enabled() ? "enabled" : "disabled",
            entry.scope(),
            entry.actions(),
            "Succeeded"));
  }
}
