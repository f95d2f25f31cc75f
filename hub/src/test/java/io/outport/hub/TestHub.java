package io.outport.hub;

import io.outport.hub.HubRequest.CertificateSource;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.gateway.ActivationRequest;
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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A real hub on a free loopback port, and clients of it; closes what it opened. */
public final class TestHub implements AutoCloseable {
  static final Duration CERTIFICATE_INTERVAL = Duration.ofMillis(50);

  final NewHub made;
  final HubContext context;
  final HubClient client;
  private final Closing closing = new Closing();
  private final HubServer server;
  private final HttpClient http;

  private TestHub(NewHub made, HubServer server) {
    this.made = made;
    this.server = server;
    this.context = at(made.context(), server.endpoint());
    this.client = new HubClient(context, trust());
    closing.with(server);
    closing.with(client);
    this.http = closing.with(HttpClient.newBuilder().sslContext(trust()).build());
  }

  static HubRequest request(Path data) {
    return new HubRequest(
        data, "myhub", "127.0.0.1", 0, List.of("localhost"), new CertificateSource.OwnAuthority());
  }

  static NewHub init(Path data) {
    return new HubInit(InstantSource.system(), new SecureRandom()).init(request(data));
  }

  public static TestHub start(Path data) {
    return start(init(data));
  }

  static TestHub start(NewHub made) {
    return start(made, settings -> settings);
  }

  static TestHub start(NewHub made, UnaryOperator<HubServer.Settings> choice) {
    return new TestHub(made, listen(made, 0, choice));
  }

  static HubServer listen(NewHub made, int port) {
    return listen(made, port, settings -> settings);
  }

  private static HubServer listen(NewHub made, int port, UnaryOperator<HubServer.Settings> choice) {
    var listen = InetSocketAddress.createUnresolved("127.0.0.1", port);
    HubServer.Settings usual =
        HubServer.Settings.of(made.data(), listen).withCertificateInterval(CERTIFICATE_INTERVAL);
    return HubServer.start(choice.apply(usual));
  }

  /** The same hub after a restart, at another port; this one is closed. */
  public TestHub restarted() {
    close();
    return start(made);
  }

  /** Speaks to it as this principal; the caller closes it. */
  public HubClient connect(HubContext principal) {
    return new HubClient(at(principal, server.endpoint()), trust());
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

  /** What a command line would keep of it. */
  public HubContext context() {
    return context;
  }

  SSLContext trust() {
    return TrustBundle.ofPem(made.context().caPem()).clientContext();
  }

  /** Makes a site of this name with a scope map and a sync token, and returns its password. */
  public String createSite(String name, String... actions) {
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
    return generatePassword(token, "password1");
  }

  String generatePassword(String token, String slot) {
    var request = new GenerateCredentials(client.tokens().id(token).toString(), slot, null);
    return String.valueOf(client.generateCredentials(request).passwords().getFirst().value());
  }

  /** Has an instance take a site's place. */
  public void claim(String site, String password) {
    gateway(site, password, "one").activate(new ActivationRequest("one", "1"));
  }

  GatewayClient gateway(String site, String password, String instance) {
    return gatewayAs(site, site, password, instance);
  }

  GatewayClient gatewayAs(String site, String token, String password, String instance) {
    var link = new SiteLink(server.endpoint(), site, token, password, instance);
    return closing.with(new GatewayClient(link, trust()));
  }

  /** The fingerprint of the certificate that a new connection is shown. */
  String servedFingerprint() throws Exception {
    try (var socket =
        (SSLSocket) trust().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.startHandshake();
      var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return TrustBundle.of(List.of(certificate)).fingerprint();
    }
  }

  /** Pushes an empty index, which needs no blobs; each text makes another digest. */
  public int push(String repository, String tag, String text) throws Exception {
    String index =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],
         "annotations":{"text":"%s"}}\
        """
            .formatted(text);
    HttpRequest.Builder push =
        HttpRequest.newBuilder(uri("/v2/%s/manifests/%s".formatted(repository, tag)))
            .header("Content-Type", "application/vnd.oci.image.index.v1+json")
            .PUT(HttpRequest.BodyPublishers.ofString(index));
    return send(push, "admin", context.clientSecret()).statusCode();
  }

  /** Sends a request, with Basic credentials where a name is given. */
  public HttpResponse<String> send(HttpRequest.Builder request, String name, String password)
      throws Exception {
    if (!name.isEmpty()) {
      byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)), "", "");
  }

  /** Resolved by hand, as a path with a double slash is no path to {@link URI#resolve}. */
  public URI uri(String path) {
    return URI.create(server.endpoint() + path);
  }

  HubServer server() {
    return server;
  }

  @Override
  public void close() {
    closing.close();
  }
}
