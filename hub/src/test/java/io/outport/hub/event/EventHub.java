package io.outport.hub.event;

import io.outport.gateway.Bell;
import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principals;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Webhook;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.pki.TrustBundle;
import io.outport.registry.content.References;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.store.sql.SqlDatabase;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.registry.store.sql.SqliteDatabase;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.VirtualClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;

/** What of a hub events need, on a real database; pushes are written past the HTTP door. */
final class EventHub implements AutoCloseable {
  /** So many attempts that chance alone makes no dead letter, however often a receiver fails. */
  static final DeliverySettings HASTY =
      new DeliverySettings(
          Duration.ofMillis(1),
          Duration.ofMillis(5),
          1_000,
          Duration.ofHours(24),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2));

  static final HubFacts FACTS =
      new HubFacts(
          "myhub",
          "hub.test:8443",
          "tenant",
          "subscription",
          "outport",
          Instant.parse("2026-01-15T08:00:00Z"),
          "",
          Principals.of(List.of(), _ -> {}));

  final VirtualClock clock = VirtualClock.start();
  final SqlDatabase database;
  final SqlMetadataStore metadata;
  final WebhookStore store;
  final WebhookDelivery delivery;
  final WebhookDesk desk;
  private final Bell bell = new Bell();

  private EventHub(SqlDatabase database, DeliverySettings settings, List<TrustBundle> ca) {
    this.database = database;
    this.metadata = SqlMetadataStore.over(database, clock);
    var history = new HistoryFeed(metadata, FACTS.registryId().toString());
    this.store = WebhookStore.open(database, List.of(history));
    this.delivery =
        WebhookDelivery.of(
            store,
            new WebhookDelivery.Surroundings(
                FACTS,
                bell,
                () -> TrustBundle.system().and(ca).clientContext(),
                settings,
                clock,
                new SplittableRandom(1)));
    this.desk = new WebhookDesk(store, delivery, FACTS, clock);
    delivery.start();
  }

  static EventHub open(Path folder) {
    return open(folder, HASTY);
  }

  static EventHub open(Path folder, DeliverySettings settings) {
    return new EventHub(SqliteDatabase.open(folder.resolve("hub.db")), settings, List.of());
  }

  static EventHub over(SqlDatabase database) {
    return new EventHub(database, HASTY, List.of());
  }

  static EventHub trusting(Path folder, TrustBundle ca) {
    return new EventHub(SqliteDatabase.open(folder.resolve("hub.db")), HASTY, List.of(ca));
  }

  /** Makes an index visible under a tag; the same text has the same digest. */
  Digest push(String repository, String tag, String text) {
    byte[] bytes =
        "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"t\":\"%s\"}}"
            .formatted(text)
            .getBytes(StandardCharsets.UTF_8);
    var manifest =
        new StoredManifest(Digest.ofBytes(bytes), "application/vnd.oci.image.index.v1+json", bytes);
    var _ =
        metadata.putManifest(
            new RepositoryName(repository),
            manifest,
            References.NONE,
            tag.isEmpty() ? Set.of() : Set.of(new Tag(tag)));
    bell.ring();
    return manifest.digest();
  }

  void delete(String repository, Digest digest) {
    var _ = metadata.deleteManifest(new RepositoryName(repository), digest);
    bell.ring();
  }

  void ring() {
    bell.ring();
  }

  void webhook(String name, URI uri, String scope, String... actions) {
    webhook(name, uri, scope, Map.of(), actions);
  }

  void webhook(String name, URI uri, String scope, Map<String, String> headers, String... actions) {
    var _ =
        desk.put(
            name,
            Webhook.of(
                new Webhook.Properties(
                    uri.toString(), headers, null, scope, List.of(actions), null)));
  }

  static JsonNode body(RawHttpServer.Request request) {
    return ControlJson.mapper().readTree(new String(request.body(), StandardCharsets.UTF_8));
  }

  /** {@code repository:tag} of what a receiver was sent. */
  static String target(RawHttpServer.Request request) {
    JsonNode target = body(request).get("target");
    return target.get("repository").stringValue() + ":" + target.path("tag").stringValue("");
  }

  @Override
  public void close() {
    delivery.close();
    database.close();
  }
}
