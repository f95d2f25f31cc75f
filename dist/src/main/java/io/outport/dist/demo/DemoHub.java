package io.outport.dist.demo;

import io.outport.hub.HubInit;
import io.outport.hub.HubRequest;
import io.outport.hub.NewHub;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.Registry;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import io.outport.oci.client.Credentials;
import io.outport.pki.TrustBundle;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The demo's hub as its administrator sees it: made here, then spoken to over its control API. */
final class DemoHub {
  static final String NAME = "demohub";
  static final String SITE = "demosite";
  static final String READER = "reader";
  static final String PUSHER = "pusher";

  private static final String PATTERN = "app/*";
  private static final List<String> READ =
      List.of("repositories/app/*/content/read", "repositories/app/*/metadata/read");
  private static final List<String> WRITE =
      List.of(
          "repositories/*/content/read",
          "repositories/*/content/write",
          "repositories/*/metadata/read");
  private static final List<String> GATEWAY =
      List.of(
          "gateway/demosite/config/read",
          "gateway/demosite/config/write",
          "gateway/demosite/message/read",
          "gateway/demosite/message/write");

  private final NewHub made;
  private final URI address;
  private @Nullable Credentials pusher;

  private DemoHub(NewHub made, URI address) {
    this.made = made;
    this.address = address;
  }

  /**
   * Makes the hub's data directory.
   *
   * @param linkPort where sites find the hub
   * @param address where it will listen itself
   */
  static DemoHub make(Path data, int linkPort, URI address) {
    HubRequest request =
        new HubRequest(
            data,
            NAME,
            "localhost",
            linkPort,
            List.of("127.0.0.1"),
            new HubRequest.CertificateSource.OwnAuthority());
    NewHub made = new HubInit(InstantSource.system(), new SecureRandom()).init(request);
    return new DemoHub(made, address);
  }

  /** What a command line needs to speak to it, once it listens where sites find it. */
  HubContext context() {
    return made.context();
  }

  /** The certificate of its authority. */
  Path authority() {
    return made.data().resolve("tls").resolve("ca.crt");
  }

  /** The token that content is pushed with; made when first asked for. */
  Credentials pusher() {
    Credentials known = pusher;
    if (known == null) {
      known = makeToken(PUSHER, "push anything", WRITE);
      pusher = known;
    }
    return known;
  }

  /** Makes the token that clients sign in with at the site. */
  Credentials makeReader() {
    return makeToken(READER, "pull below app/", READ);
  }

  /** Makes the site and what it signs in with. */
  ConnectionString makeSite() {
    try (HubClient client = client()) {
      List<String> actions = Stream.concat(READ.stream(), GATEWAY.stream()).toList();
      client.scopeMaps().put(SITE, ScopeMap.of("what the demo's site keeps: " + PATTERN, actions));
      client.tokens().put(SITE, Token.of(client.scopeMaps().id(SITE).toString()));
      var sync =
          new ConnectedRegistry.SyncProperties(
              client.tokens().id(SITE).toString(),
              ConnectedRegistry.CONTINUOUS,
              null,
              "P2D",
              null,
              null);
      client
          .connectedRegistries()
          .put(
              SITE,
              new ConnectedRegistry(
                  null,
                  null,
                  null,
                  ConnectedRegistry.Properties.desired(
                      "ReadOnly",
                      new ConnectedRegistry.Parent(null, sync),
                      List.of(client.tokens().id(READER).toString()),
                      null)));
      Registry.Properties registry = client.registry().properties();
      return new ConnectionString(
          SITE,
          SITE,
          password(client, SITE),
          registry.loginServer(),
          "https",
          Optional.ofNullable(registry.caCertificate()).orElse(""));
    }
  }

  private Credentials makeToken(String name, String description, List<String> actions) {
    try (HubClient client = client()) {
      client.scopeMaps().put(name, ScopeMap.of(description, actions));
      client.tokens().put(name, Token.of(client.scopeMaps().id(name).toString()));
      return new Credentials(name, password(client, name));
    }
  }

  private static String password(HubClient client, String token) {
    var request = new GenerateCredentials(client.tokens().id(token).toString(), "password1", null);
    return client.generateCredentials(request).passwords().stream()
        .map(Token.Password::value)
        .findFirst()
        .orElseThrow(() -> new DemoFailure("the hub made no password for " + token));
  }

  private HubClient client() {
    HubContext kept = made.context();
    HubContext direct =
        new HubContext(
            kept.name(),
            address,
            kept.tenantId(),
            kept.subscriptionId(),
            kept.resourceGroup(),
            kept.registry(),
            kept.clientId(),
            kept.clientSecret(),
            kept.caPem());
    return new HubClient(direct, TrustBundle.ofPem(kept.caPem()).clientContext());
  }
}
