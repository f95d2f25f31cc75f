package io.outport.edge;

import static java.util.Objects.requireNonNull;

import io.outport.hub.HubInit;
import io.outport.hub.HubRequest;
import io.outport.hub.HubServer;
import io.outport.hub.NewHub;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.ResourceId;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import io.outport.oci.client.BlobSource;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.Credentials;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryEndpoint;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.pki.TrustBundle;
import io.outport.sync.Backoff;
import io.outport.testkit.CutPlan;
import io.outport.testkit.CuttingRelay;
import io.outport.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real hub on loopback behind a link that can be cut, and the sites of a tree below it. */
final class SiteTree implements AutoCloseable {
  static final String CLIENT = "puller";
  private static final String HOST = "127.0.0.1";
  private static final List<String> READ = List.of("content/read", "metadata/read");
  private static final List<String> WRITE =
      List.of("content/read", "metadata/read", "content/write", "content/delete", "metadata/write");
  private static final LinkSettings LINK =
      new LinkSettings(
          Duration.ofSeconds(20),
          Duration.ofMillis(500),
          new Backoff(Duration.ofMillis(50), Duration.ofMillis(400)),
          new Backoff(Duration.ofMillis(50), Duration.ofMillis(400)),
          Duration.ofSeconds(1));

  private final Path folder;
  private final NewHub made;
  private final HubServer hub;
  private final int hubPort;
  final HubClient control;
  final RegistryClient hubRegistry;

  /** The hub's link: what goes through it reaches the hub. */
  final CuttingRelay link;

  private final String clientPassword;
  private final Map<String, String> passwords = new HashMap<>();

  SiteTree(Path folder) throws IOException {
    this.folder = folder;
    hubPort = FreePorts.pick();
    made =
        new HubInit(InstantSource.system(), new SecureRandom())
            .init(
                new HubRequest(
                    folder.resolve("hub"),
                    "myhub",
                    HOST,
                    hubPort,
                    List.of("localhost"),
                    new HubRequest.CertificateSource.OwnAuthority()));
    var address = InetSocketAddress.createUnresolved(HOST, hubPort);
    hub = HubServer.start(HubServer.Settings.of(made.data(), address));
    var trust = TrustBundle.ofPem(made.context().caPem()).clientContext();
    control = new HubClient(made.context(), trust);
    hubRegistry =
        registry(
            HOST + ":" + hubPort,
            made.context().caPem(),
            new Credentials("admin", made.context().clientSecret()));
    link =
        CuttingRelay.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), hubPort), CutPlan.never());
    token(CLIENT, WRITE, "*");
    clientPassword = password(CLIENT);
  }

  /** Makes a connected registry; an empty parent is the hub. */
  void create(String name, String parent, String mode, String... patterns) {
    token(name, mode.equals("ReadOnly") ? READ : WRITE, patterns);
    var sync =
        new ConnectedRegistry.SyncProperties(
            control.tokens().id(name).toString(), null, null, null, null, null);
    String parentId = parent.isEmpty() ? null : control.connectedRegistries().id(parent).toString();
    control
        .connectedRegistries()
        .put(
            name,
            new ConnectedRegistry(
                null,
                null,
                null,
                ConnectedRegistry.Properties.desired(
                    mode,
                    new ConnectedRegistry.Parent(parentId, sync),
                    List.of(control.tokens().id(CLIENT).toString()),
                    null)));
    passwords.put(name, password(name));
  }

  /** What the site's token may do from now on. */
  void cover(String name, String mode, String... patterns) {
    control
        .scopeMaps()
        .put(name, ScopeMap.of("", actions(mode.equals("ReadOnly") ? READ : WRITE, patterns)));
  }

  ConnectedRegistry.Properties shown(String name) {
    return control.connectedRegistries().get(name).properties();
  }

  /** Starts a site of the hub's, through the link that can be cut. */
  EdgeServer start(String name) {
    return start(name, folder.resolve(name), HOST + ":" + link.port(), made.context().caPem());
  }

  /** Starts a site below another. */
  EdgeServer start(String name, EdgeServer parent) throws IOException {
    return startIn(folder.resolve(name), name, parent);
  }

  EdgeServer startIn(Path data, String name, EdgeServer parent) throws IOException {
    return start(name, data, parent.loginServer(), Files.readString(parent.certificateAuthority()));
  }

  /** Starts a site again where it was before, so that those below find it. */
  EdgeServer restart(String name, int port) {
    return start(
        name, folder.resolve(name), HOST + ":" + link.port(), made.context().caPem(), port);
  }

  /** Starts a site of the hub's at a place where another folder was served before. */
  EdgeServer startAnew(Path data, String name, int port) {
    return start(name, data, HOST + ":" + link.port(), made.context().caPem(), port);
  }

  private EdgeServer start(String name, Path data, String parent, String ca) {
    return start(name, data, parent, ca, 0);
  }

  private EdgeServer start(String name, Path data, String parent, String ca, int port) {
    var connection =
        new ConnectionString(
            name,
            name,
            requireNonNull(passwords.get(name)),
            parent,
            "https",
            TrustBundle.ofPem(ca).toCompactText());
    return EdgeServer.start(
        EdgeSettings.of(data, connection, HOST, port, List.of(HOST)).withLink(LINK));
  }

  void cut() {
    link.pause();
    link.cutAll();
  }

  /** A node of this site. */
  RegistryClient client(EdgeServer site) throws IOException {
    return registry(
        site.loginServer(),
        Files.readString(site.certificateAuthority()),
        new Credentials(CLIENT, clientPassword));
  }

  /** Pushes an image with one layer of these bytes. */
  static Digest push(RegistryClient registry, String repository, String tag, byte[] layer) {
    var name = new RepositoryName(repository);
    byte[] config = "{\"of\":\"%s\"}".formatted(tag).getBytes(StandardCharsets.UTF_8);
    Descriptor configured = blob(registry, name, MediaType.OCI_CONFIG, config);
    Descriptor layered = blob(registry, name, "application/vnd.oci.image.layer.v1.tar", layer);
    byte[] manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(MediaType.OCI_MANIFEST, json(configured), json(layered))
            .getBytes(StandardCharsets.UTF_8);
    registry.pushManifest(name, Reference.parse(tag), MediaType.OCI_MANIFEST, manifest);
    return Digest.ofBytes(manifest);
  }

  /** Whether the registry serves the tag as this manifest. */
  static boolean has(RegistryClient registry, String repository, String tag, Digest digest) {
    return registry
        .resolve(new RepositoryName(repository), Reference.parse(tag))
        .filter(found -> found.digest().equals(digest))
        .isPresent();
  }

  static boolean has(RegistryClient registry, String repository, String tag) {
    return registry.resolve(new RepositoryName(repository), Reference.parse(tag)).isPresent();
  }

  @Override
  public void close() throws IOException {
    link.close();
    hubRegistry.close();
    control.close();
    hub.close();
  }

  private void token(String name, List<String> rights, String... patterns) {
    control.scopeMaps().put(name, ScopeMap.of("", actions(rights, patterns)));
    control.tokens().put(name, Token.of(control.scopeMaps().id(name).toString()));
  }

  private static List<String> actions(List<String> rights, String... patterns) {
    return Stream.of(patterns)
        .flatMap(each -> rights.stream().map(right -> "repositories/" + each + "/" + right))
        .toList();
  }

  String password(String token) {
    ResourceId id = control.tokens().id(token);
    var request = new GenerateCredentials(id.toString(), "password1", null);
    return requireNonNull(control.generateCredentials(request).passwords().getFirst().value());
  }

  private static RegistryClient registry(String host, String ca, Credentials credentials) {
    return RegistryClient.create(
        RegistryEndpoint.of(URI.create("https://" + host))
            .withTls(TrustBundle.ofPem(ca).clientContext())
            .withCredentials(credentials),
        ClientSettings.defaults().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10)));
  }

  private static Descriptor blob(
      RegistryClient registry, RepositoryName name, String mediaType, byte[] bytes) {
    var blob = Descriptor.of(mediaType, Digest.ofBytes(bytes), bytes.length);
    registry.pushBlob(name, blob, BlobSource.of(bytes));
    return blob;
  }

  private static String json(Descriptor it) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(it.mediaType(), it.digest(), it.size());
  }
}
