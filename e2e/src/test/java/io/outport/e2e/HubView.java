package io.outport.e2e;

import io.outport.hubapi.agent.AgentClient;
import io.outport.hubapi.agent.AgentKey;
import io.outport.hubapi.agent.AgentLink;
import io.outport.hubapi.agent.AgentTokens;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.Cluster;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ConnectedRegistry.SyncProperties;
import io.outport.hubapi.model.Webhook;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Fleet.Login;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A hub as it really is, asked without the client under test; and content for it. */
final class HubView implements AutoCloseable {
  private final HubClient client;
  private final Images images;
  private final Fleet fleet;
  private final JsonNode facts;

  HubView(Fleet fleet) throws IOException {
    this.fleet = fleet;
    this.facts =
        JsonMapper.shared().readTree(Files.readString(fleet.hub().data().resolve("hub.json")));
    this.images = Images.of(fleet.hub());
    this.client =
        new HubClient(
            new HubContext(
                "e2e",
                URI.create("https://" + fleet.hub().host()),
                tenant(),
                subscription(),
                "outport",
                "myhub",
                fleet.admin().user(),
                fleet.admin().password(),
                ""),
            Trust.of(fleet.hub().ca()));
  }

  String tenant() {
    return facts.path("tenantId").asString();
  }

  String subscription() {
    return facts.path("subscriptionId").asString();
  }

  /** All that people have written, without what sites report of themselves. */
  List<?> everything() {
    return List.of(
        client.connectedRegistries().list().stream().map(HubView::desired).toList(),
        client.tokens().list(),
        client.scopeMaps().list());
  }

  /** A site as the hub shows it. */
  Optional<ConnectedRegistry> site(String name) {
    return client.connectedRegistries().find(name);
  }

  /** What a scope map grants. */
  List<String> actions(String scopeMap) {
    List<String> actions = client.scopeMaps().get(scopeMap).properties().actions();
    return actions == null ? List.of() : actions;
  }

  /** Makes a cluster with this name, and returns what its agent speaks with, enrolled. */
  AgentClient enrol(String cluster) throws IOException {
    var _ = client.clusters().put(cluster, Cluster.of("generic", "generic"));
    AgentClient agent =
        new AgentClient(
            new AgentLink(
                URI.create("https://" + fleet.hub().host()),
                client.clusters().id(cluster).toString(),
                AgentKey.generate(new SecureRandom())),
            new AgentTokens(InstantSource.system(), new SecureRandom()),
            Trust.of(fleet.hub().ca()));
    var _ = agent.enrol(client.clusters().enrol(cluster).secret());
    return agent;
  }

  /** Gives a webhook another header, as people do who correct it. */
  void changeHeader(String webhook, String header, String value) {
    var properties = new Webhook.Properties(null, Map.of(header, value), null, null, null, null);
    var _ = client.webhooks().patch(webhook, new Webhook(null, null, null, null, null, properties));
  }

  /** Pushes a small image and returns its digest. */
  String push(String repository, String tag, String text) throws IOException {
    return images.push(fleet.admin(), repository, tag, text);
  }

  /** What the registry answers to this name and password. */
  int status(String path, String user, String password) throws IOException {
    return images.status(new Login(user, password), path);
  }

  private static ConnectedRegistry.Properties desired(ConnectedRegistry site) {
    ConnectedRegistry.Properties all = site.properties();
    return new ConnectedRegistry.Properties(
        null,
        all.mode(),
        null,
        null,
        null,
        null,
        Optional.ofNullable(all.parent()).map(HubView::desired).orElse(null),
        all.clientTokenIds(),
        null,
        all.logging(),
        null,
        all.notificationsList(),
        all.garbageCollection(),
        null,
        null);
  }

  private static ConnectedRegistry.Parent desired(ConnectedRegistry.Parent parent) {
    SyncProperties sync = parent.syncProperties();
    return new ConnectedRegistry.Parent(
        parent.id(),
        sync == null
            ? null
            : new SyncProperties(
                sync.tokenId(), sync.schedule(), sync.syncWindow(), sync.messageTtl(), null, null));
  }

  @Override
  public void close() {
    client.close();
    images.close();
  }
}
