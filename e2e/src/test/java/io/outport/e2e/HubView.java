package io.outport.e2e;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ConnectedRegistry.SyncProperties;
import io.outport.testkit.process.Fleet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A hub as it really is, asked without the client under test; and content for it. */
final class HubView implements AutoCloseable {
  private final HubClient client;
  private final HttpClient http;
  private final Fleet fleet;
  private final JsonNode facts;

  HubView(Fleet fleet) throws IOException {
    this.fleet = fleet;
    this.facts =
        JsonMapper.shared().readTree(Files.readString(fleet.hub().data().resolve("hub.json")));
    SSLContext trust = trust(fleet.hub().ca());
    this.http = HttpClient.newBuilder().sslContext(trust).build();
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
            trust);
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

  /** The CA of a registry, as a connection string takes it. */
  static String compactCa(Path ca) throws IOException {
    try {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(certificate(ca).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Pushes a small image and returns its digest. */
  String push(String repository, String tag, String text) throws IOException {
    String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"text\":\"" + text + "\"}";
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}\
        """
            .formatted(digest(config), config.length(), digest(text), text.length());
    putBlob(repository, config);
    putBlob(repository, text);
    HttpRequest.Builder put =
        request("/v2/%s/manifests/%s".formatted(repository, tag))
            .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
            .PUT(BodyPublishers.ofString(manifest));
    require(201, send(put));
    return digest(manifest);
  }

  /** What the registry answers to this name and password. */
  int status(String path, String user, String password) throws IOException {
    return send(authorized(
            URI.create("https://" + fleet.hub().host() + path), user + ":" + password))
        .statusCode();
  }

  private void putBlob(String repository, String text) throws IOException {
    HttpResponse<String> started =
        send(request("/v2/%s/blobs/uploads/".formatted(repository)).POST(BodyPublishers.noBody()));
    require(202, started);
    String location = started.headers().firstValue("Location").orElseThrow();
    URI upload = URI.create("https://" + fleet.hub().host()).resolve(location);
    String end = upload + (upload.getQuery() == null ? "?" : "&") + "digest=" + digest(text);
    require(201, send(authorized(URI.create(end)).PUT(BodyPublishers.ofString(text))));
  }

  private HttpRequest.Builder request(String path) {
    return authorized(URI.create("https://" + fleet.hub().host() + path));
  }

  private HttpRequest.Builder authorized(URI address) {
    return authorized(address, fleet.admin().pair());
  }

  private static HttpRequest.Builder authorized(URI address, String nameAndPassword) {
    byte[] pair = nameAndPassword.getBytes(StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(address)
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void require(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new AssertionError(answer + " " + answer.body());
    }
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

  private static String digest(String text) {
    try {
      MessageDigest hasher = MessageDigest.getInstance("SHA-256");
      return "sha256:"
          + HexFormat.of().formatHex(hasher.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Certificate certificate(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static SSLContext trust(Path ca) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("ca", certificate(ca));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    http.close();
  }
}
