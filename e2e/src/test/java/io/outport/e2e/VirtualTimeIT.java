package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.CutPlan;
import io.outport.testkit.CuttingRelay;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Fleet.HubWords;
import io.outport.testkit.process.Fleet.Login;
import io.outport.testkit.process.Fleet.Registry;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What takes hours and days, with servers whose clock is moved on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(240)
class VirtualTimeIT {
  private static final String APP = "app/web";
  private static final Duration NEWS = Duration.ofSeconds(90);
  private static final int STEPS = 6;
  private static final Duration STEP = Duration.ofMinutes(10);

  /** In which a server sees that its clock was moved, and does what is due then. */
  private static final Duration SEEN = Duration.ofSeconds(3);

  @TempDir private static Path folder;

  private final List<Registry> servers = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private MovedClock clock;
  private Fleet fleet;
  private Login user;
  private CuttingRelay shopLink;
  private CuttingRelay shipLink;
  private Images hub;
  private Images atRegion;
  private Images atTill;
  private Images atShip;

  @BeforeAll
  @Timeout(240)
  void start() throws IOException {
    clock = MovedClock.in(folder);
    fleet = Fleet.start(folder, new HubWords(List.of(), List.of(), clock.environment()));
    open.add(fleet);
    servers.add(fleet.hub());
    hub = images(fleet.hub());
    user = fleet.token("clerk", "app/*", "content/read", "content/write", "metadata/read");
    create("region");
    create("shop1", "--parent", "region");
    create("till1", "--parent", "shop1");
    create("ship1", "--sync-message-ttl", "P1D");
    hub.push(fleet.admin(), APP, "v1", "the first");

    Registry region = site("region", fleet.hub(), fleet.hubPort());
    shopLink = relay(port(region));
    Registry shop = site("shop1", region, shopLink.port());
    Registry till = site("till1", shop, port(shop));
    shipLink = relay(fleet.hubPort());
    Registry ship = site("ship1", fleet.hub(), shipLink.port());
    atRegion = images(region);
    atTill = images(till);
    atShip = images(ship);
  }

  @AfterAll
  void end() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    for (Registry each : servers) {
      MovedClock.forget(each);
    }
  }

  @Test
  @Order(1)
  void theLowestOfThreeServesForAnHourWithTheMiddleCutOffAndHeals() throws IOException {
    arrives(atTill, "v1");
    try (PullLoad load = PullLoad.start(atTill, user, APP, "v1")) {
      cut(shopLink);
      String second = hub.push(fleet.admin(), APP, "v2", "the second");
      for (int i = 0; i < STEPS; i++) {
        clock.move(STEP);
        ServerProcess.pause(SEEN);
      }
      arrives(atRegion, "v2");
      load.awaitRound();
      assertThat(atTill.status(user, manifest("v2"))).isEqualTo(404);
      assertThat(load.failures()).isEmpty();

      shopLink.resume();

      Duration took = arrives(atTill, "v2");
      assertThat(atTill.pull(user, APP, "v2")).isEqualTo(second);
      assertThat(load.failures()).isEmpty();
      System.out.printf(
          "an hour cut off, healed in %d ms; %d pulls, none failed%n",
          took.toMillis(), load.count());
    }
  }

  /** Messages live for a day here, and the ship is away for two: it compares everything then. */
  @Test
  @Order(2)
  void aSiteThatWasAwayForLongerThanItsMessagesLiveComparesEverything() throws IOException {
    arrives(atShip, "v1");
    arrives(atShip, "v2");
    ServerProcess ship = servers.getLast().process();
    assertThat(ship.log()).doesNotContain("RecoveryService");
    cut(shipLink);
    String third = hub.push(fleet.admin(), APP, "v3", "the third");
    hub.delete(fleet.admin(), APP, "v1");
    clock.move(Duration.ofDays(2));
    ServerProcess.pause(SEEN);
    assertThat(atShip.status(user, manifest("v1"))).isEqualTo(200);

    shipLink.resume();

    Duration took = arrives(atShip, "v3");
    assertThat(atShip.pull(user, APP, "v3")).isEqualTo(third);
    Patience.until("v1 gone", NEWS, () -> atShip.status(user, manifest("v1")) == 404);
    assertThat(ship.log()).contains("RecoveryService");
    System.out.printf("two days away, in line after %d ms%n", took.toMillis());
  }

  private Images images(Registry registry) throws IOException {
    Images images = Images.of(registry);
    open.add(images);
    return images;
  }

  private void create(String name, String... more) {
    fleet
        .outport("connected-registry", "create", "-r", "myhub", "-n", name)
        .and("--repository", "app/*", "--client-tokens", "clerk")
        .and(more)
        .run()
        .succeeded();
  }

  /** A site that finds its parent at this port. */
  private Registry site(String name, Registry parent, int port) throws IOException {
    String moved =
        fleet
            .connection(name)
            .replaceFirst("(?<=ParentGatewayEndpoint=)[^;]*", "localhost:%d".formatted(port));
    String connection =
        moved.contains("ParentCaCertificate=")
            ? moved
            : moved + ";ParentCaCertificate=" + Trust.compact(parent.ca());
    Registry started = fleet.startSite(name, connection, clock.environment());
    servers.add(started);
    return started;
  }

  private CuttingRelay relay(int port) throws IOException {
    CuttingRelay relay =
        CuttingRelay.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CutPlan.never());
    open.add(relay);
    return relay;
  }

  private static void cut(CuttingRelay link) {
    link.pause();
    link.cutAll();
  }

  private static int port(Registry registry) {
    return Integer.parseInt(registry.host().substring(registry.host().indexOf(':') + 1));
  }

  private Duration arrives(Images registry, String tag) {
    return Patience.until(tag, NEWS, () -> registry.pull(user, APP, tag).startsWith("sha256:"));
  }

  private static String manifest(String tag) {
    return "/v2/%s/manifests/%s".formatted(APP, tag);
  }
}
