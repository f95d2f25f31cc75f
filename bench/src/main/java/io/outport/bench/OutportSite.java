package io.outport.bench;

import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** One of our sites over plain HTTP, which a hub does not serve; the hub's fleet ends it. */
record OutportSite(OutportHub hub, Fleet.Registry registry, Http http) implements Contender {
  private static final String SITE = "site1";
  private static final Duration ARRIVAL = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(200);

  static OutportSite start(OutportHub hub, Http http) throws IOException {
    Fleet fleet = hub.fleet();
    String connection = fleet.site(SITE, "*", hub.puller().user());
    return new OutportSite(
        hub, fleet.startSite(SITE, connection, "--plain-http", "--log-level", "error"), http);
  }

  @Override
  public String name() {
    return OutportHub.NAME;
  }

  @Override
  public String version() {
    return hub.version();
  }

  @Override
  public String settings() {
    return "`edge serve --plain-http --log-level error`, bearer tokens";
  }

  @Override
  public URI base() {
    return URI.create("http://" + registry.host());
  }

  @Override
  public ServerProcess process() {
    return registry.process();
  }

  @Override
  public Optional<String> token(String scope) throws IOException {
    return Optional.of(OutportHub.token(http, base(), registry.host(), hub.puller(), scope));
  }

  /** Gives it to the hub, and waits until it has come. */
  @Override
  public void hold(String repository, String tag, Image image) throws IOException {
    hub.hold(repository, tag, image);
    Map<String, String> headers = authorization("repository:%s:pull".formatted(repository));
    URI manifest = uri("/v2/%s/manifests/%s".formatted(repository, tag));
    if (!Patience.until(ARRIVAL, POLL, () -> isThere(manifest, headers))) {
      throw new WrongAnswerException("%s did not come within %s".formatted(manifest, ARRIVAL));
    }
  }

  private boolean isThere(URI manifest, Map<String, String> headers) {
    try {
      return http.send("HEAD", manifest, headers, BodyPublishers.noBody()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    // The hub's fleet ends it.
  }
}
