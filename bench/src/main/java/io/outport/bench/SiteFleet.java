package io.outport.bench;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.MessageBatch;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.SiteLink;
import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import io.outport.pki.TrustBundle;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/**
 * Sites that do all that a site does when nothing is to be copied: they claim, hold a poll, and
 * report themselves once a minute, each over connections of its own and by the site's own client.
 */
final class SiteFleet implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(50);
  private static final Duration HEARTBEAT = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final OutportHub hub;
  private final HubContext context;
  private final SSLContext trust;
  private final HubClient client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<GatewayClient> gateways = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Long> heardNanos = new ConcurrentLinkedQueue<>();
  private final AtomicLong failures = new AtomicLong();
  private final Set<String> reasons = ConcurrentHashMap.newKeySet();
  private final AtomicLong following = new AtomicLong();

  private volatile boolean closed;

  private SiteFleet(OutportHub hub, HubContext context) {
    this.hub = hub;
    this.context = context;
    this.trust = TrustBundle.ofPem(context.caPem()).clientContext();
    this.client = new HubClient(context, trust);
  }

  static SiteFleet of(OutportHub hub) throws IOException {
    String kept = Files.readString(hub.fleet().folder().resolve("config/contexts/myhub.json"));
    return new SiteFleet(hub, ControlJson.mapper().readValue(kept, HubContext.class));
  }

  /** Makes so many sites with a sync token each, that all have these repositories. */
  List<SiteLink> create(int count, String repositories) throws IOException {
    List<SiteLink> links = new CopyOnWriteArrayList<>();
    Crowd.run(count, number -> links.add(create("site%05d".formatted(number), repositories)));
    return List.copyOf(links);
  }

  private SiteLink create(String name, String repositories) {
    List<String> actions =
        List.of(
            "repositories/%s/content/read".formatted(repositories),
            "repositories/%s/metadata/read".formatted(repositories),
            "gateway/%s/config/read".formatted(name),
            "gateway/%s/config/write".formatted(name),
            "gateway/%s/message/read".formatted(name),
            "gateway/%s/message/write".formatted(name));
    client.scopeMaps().put(name, ScopeMap.of("", actions));
    String map = client.scopeMaps().id(name).toString();
    client.tokens().put(name, Token.of(map));
    String token = client.tokens().id(name).toString();
    var sync = new ConnectedRegistry.SyncProperties(token, null, null, "P2D", null, null);
    var wanted =
        ConnectedRegistry.Properties.desired(
            "ReadOnly", new ConnectedRegistry.Parent(null, sync), List.of(), null);
    client.connectedRegistries().put(name, new ConnectedRegistry(null, null, null, wanted));
    String password =
        String.valueOf(
            client
                .generateCredentials(new GenerateCredentials(token, "password1", null))
                .passwords()
                .getFirst()
                .value());
    return new SiteLink(URI.create(context.endpoint().toString()), name, name, password, name);
  }

  /** Starts all of them at once, as after an outage of the hub. */
  void start(List<SiteLink> links) {
    for (SiteLink link : links) {
      GatewayClient gateway = new GatewayClient(link, trust);
      gateways.add(gateway);
      var _ = threads.submit(() -> follow(link, gateway));
    }
  }

  /** How many have claimed their site and hold a poll. */
  long following() {
    return following.get();
  }

  /** Calls that did not get the answer they should. */
  long failures() {
    return failures.get();
  }

  /** What those calls got instead, each once. */
  Set<String> reasons() {
    return Set.copyOf(reasons);
  }

  /** Forgets when news came, so that the next can be waited for. */
  void awaitNews() {
    heardNanos.clear();
  }

  /** When each site heard of something, since {@link #awaitNews}. */
  List<Long> heard() {
    return new ArrayList<>(heardNanos).stream().sorted().toList();
  }

  OutportHub hub() {
    return hub;
  }

  private void follow(SiteLink link, GatewayClient gateway) {
    while (!closed) {
      try {
        SiteConfiguration configuration =
            gateway.activate(new ActivationRequest(link.instanceId(), "bench"));
        var _ = threads.submit(() -> beat(gateway));
        poll(gateway, configuration);
      } catch (GatewayException e) {
        failed(e);
      }
    }
  }

  private void poll(GatewayClient gateway, SiteConfiguration configuration) {
    long after = gateway.poll(0, configuration.revision(), Duration.ZERO).lastSequence();
    long revision = configuration.revision();
    following.incrementAndGet();
    try {
      while (!closed) {
        MessageBatch batch = gateway.poll(after, revision, POLL);
        if (!batch.messages().isEmpty()) {
          heardNanos.add(System.nanoTime());
        }
        after = batch.lastSequence();
        revision = batch.configurationRevision();
      }
    } finally {
      following.decrementAndGet();
    }
  }

  private void beat(GatewayClient gateway) {
    while (!closed) {
      try {
        gateway.report(
            new StatusReport(
                "bench",
                "site:443",
                "Enabled",
                "Succeeded",
                "Message",
                Instant.now(),
                0,
                List.of()));
        Thread.sleep(HEARTBEAT);
      } catch (GatewayException e) {
        failed(e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void failed(GatewayException failure) {
    if (!closed) {
      failures.incrementAndGet();
      reasons.add(failure.kind() + ": " + failure.getMessage());
      Patience.until(AFTER_FAILURE, AFTER_FAILURE, () -> closed);
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    gateways.parallelStream().forEach(GatewayClient::close);
    client.close();
  }
}
