package io.outport.hub;

import io.outport.hub.HubRequest.CertificateSource;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.SiteLink;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.ResourceId;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import io.outport.pki.TrustBundle;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;

/** A real hub on a free loopback port, and clients of it; closes what it opened. */
final class TestHub implements AutoCloseable {
  static final Duration CERTIFICATE_INTERVAL = Duration.ofMillis(50);

  final NewHub made;
  final HubContext context;
  final HubClient client;
  private final Closing closing = new Closing();
  private final HubServer server;

  private TestHub(NewHub made, HubServer server) {
    this.made = made;
    this.server = server;
    this.context = at(made.context(), server.endpoint());
    this.client = new HubClient(context, trust());
    closing.with(server);
    closing.with(client);
  }

  static HubRequest request(Path data) {
    return new HubRequest(
        data, "myhub", "127.0.0.1", 0, List.of("localhost"), new CertificateSource.OwnAuthority());
  }

  static NewHub init(Path data) {
    return new HubInit(InstantSource.system(), new SecureRandom()).init(request(data));
  }

  static TestHub start(Path data) {
    return start(init(data));
  }

  static TestHub start(NewHub made) {
    var settings =
        new HubServer.Settings(
            made.data(), InetSocketAddress.createUnresolved("127.0.0.1", 0), CERTIFICATE_INTERVAL);
    return new TestHub(made, HubServer.start(settings));
  }

  static HubContext at(HubContext context, URI endpoint) {
    return new HubContext(
        context.name(),
        endpoint,
        context.tenantId(),
        context.subscriptionId(),
        context.resourceGroup(),
        context.registry(),
        context.clientId(),
        context.clientSecret(),
        context.caPem());
  }

  SSLContext trust() {
    return TrustBundle.ofPem(made.context().caPem()).clientContext();
  }

  /** Makes a site of this name with a scope map and a sync token, and returns its password. */
  String createSite(String name, String... actions) {
    client.scopeMaps().put(name, ScopeMap.of("made by a test", List.of(actions)));
    client.tokens().put(name, Token.of(client.scopeMaps().id(name).toString()));
    client.connectedRegistries().put(name, site(name, List.of()));
    return generatePassword(name);
  }

  ConnectedRegistry site(String syncToken, List<String> clientTokens) {
    var sync =
        new ConnectedRegistry.SyncProperties(
            client.tokens().id(syncToken).toString(), null, null, null, null, null);
    var tokenIds = clientTokens.stream().map(client.tokens()::id).map(ResourceId::toString);
    return new ConnectedRegistry(
        null,
        null,
        null,
        ConnectedRegistry.Properties.desired(
            null, new ConnectedRegistry.Parent(null, sync), tokenIds.toList(), null));
  }

  String generatePassword(String token) {
    var request = new GenerateCredentials(client.tokens().id(token).toString(), "password1", null);
    return String.valueOf(client.generateCredentials(request).passwords().getFirst().value());
  }

  GatewayClient gateway(String site, String password, String instance) {
    var link = new SiteLink(server.endpoint(), site, site, password, instance);
    return closing.with(new GatewayClient(link, trust()));
  }

  HubServer server() {
    return server;
  }

  @Override
  public void close() {
    closing.close();
  }
}
