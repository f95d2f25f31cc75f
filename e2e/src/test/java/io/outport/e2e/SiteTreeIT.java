package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.CutPlan;
import io.outport.testkit.CuttingRelay;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Fleet.Login;
import io.outport.testkit.process.Fleet.Registry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Hub, region, shop and till, one below the other, each a process of its own; the links of region
 * and shop go through relays, which are cut.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(240)
class SiteTreeIT {
  private static final String APP = "app/web";
  private static final String CLASH = "app/clash";
  private static final Duration NEWS = Duration.ofSeconds(30);

  /** A site says how it is once a minute. */
  private static final Duration REPORT = Duration.ofSeconds(75);

  private Fleet fleet;
  private Login user;
  private CuttingRelay regionLink;
  private CuttingRelay shopLink;
  private Registry till;
  private Images hub;
  private Images atRegion;
  private Images atTill;

  @BeforeAll
  void start() throws IOException {
    fleet = Fleet.start();
    hub = Images.of(fleet.hub());
    user = fleet.token("clerk", "app/*", "content/read", "content/write", "metadata/read");
    create("region", "--mode", "ReadWrite");
    create("shop1", "--parent", "region", "--mode", "ReadWrite");
    create("till1", "--parent", "shop1");
    hub.push(fleet.admin(), APP, "v1", "the first");
    regionLink = relay(fleet.hubPort());
    Registry region = fleet.startSite("region", below(fleet.hub(), "region", regionLink.port()));
    shopLink = relay(port(region));
    Registry shop = fleet.startSite("shop1", below(region, "shop1", shopLink.port()));
    till = fleet.startSite("till1", below(shop, "till1", port(shop)));
    atRegion = Images.of(region);
    atTill = Images.of(till);
  }

  @AfterAll
  void end() throws IOException {
    atTill.close();
    atRegion.close();
    hub.close();
    shopLink.close();
    regionLink.close();
    fleet.close();
  }

  @Test
  @Order(1)
  void whatIsPushedToTheHubIsAtTheLowestSite() {
    Duration took = arrives(atTill, APP, "v1");
    System.out.printf("an image was three sites down after %d ms%n", took.toMillis());
  }

  @Test
  @Order(2)
  void pullsAtTheLowestSiteGoOnWhileTheMiddleIsCutOffAndItHeals() throws IOException {
    try (PullLoad load = PullLoad.start(atTill, user, APP, "v1")) {
      cut(shopLink);
      String second = hub.push(fleet.admin(), APP, "v2", "the second");
      arrives(atRegion, APP, "v2");
      load.awaitRound();
      assertThat(atTill.status(user, manifest(APP, "v2"))).isEqualTo(404);
      assertThat(load.failures()).isEmpty();

      shopLink.resume();

      Duration took = arrives(atTill, APP, "v2");
      assertThat(atTill.pull(user, APP, "v2")).isEqualTo(second);
      assertThat(load.failures()).isEmpty();
      System.out.printf(
          "the tree healed in %d ms; %d pulls, none failed%n", took.toMillis(), load.count());
    }
  }

  /** Its parent knows who holds its place, and asks nobody. */
  @Test
  @Order(3)
  void theLowestSiteIsKilledAndStartsAgainWithTheMiddleCutOff() {
    cut(shopLink);

    till.process().kill();
    till.process().relaunch();
    till.process().awaitListening();

    arrives(atTill, APP, "v2");
    shopLink.resume();
  }

  @Test
  @Order(4)
  void aTagThatIsMovedAtBothEndsKeepsBothImagesAndAPersonIsTold() throws IOException {
    String first = atRegion.push(user, CLASH, "v1", "before");
    Patience.until("the push goes up", NEWS, () -> hub.pull(user, CLASH, "v1").equals(first));
    cut(regionLink);
    String regions = atRegion.push(user, CLASH, "v1", "of the region");
    String hubs = hub.push(user, CLASH, "v1", "of the hub");

    regionLink.resume();

    Patience.until("one image", NEWS, () -> atRegion.pull(user, CLASH, "v1").equals(hubs));
    assertThat(hub.pull(user, CLASH, "v1")).isEqualTo(hubs);
    Patience.until("the other at the hub", NEWS, () -> hub.tags(user, CLASH).size() == 2);
    String other =
        hub.tags(user, CLASH).stream().filter(tag -> !tag.equals("v1")).findFirst().orElseThrow();
    assertThat(other).startsWith("v1-conflict-region-");
    assertThat(hub.pull(user, CLASH, other)).isEqualTo(regions);
    assertThat(atRegion.pull(user, CLASH, other)).isEqualTo(regions);
    Patience.until(
        "both at the lowest", NEWS, () -> atTill.pull(user, CLASH, other).equals(regions));
    Duration took = Patience.until("TagConflict", REPORT, () -> show("region").contains(other));
    assertThat(show("region")).contains("TagConflict: ", CLASH + ":v1");
    System.out.printf("a person was told of the conflict after %d s%n", took.toSeconds());
  }

  /** What a person reads: table and words below it. */
  private String show(String site) {
    return fleet
        .outport("connected-registry", "show", "-r", "myhub", "-n", site)
        .run()
        .succeeded()
        .err();
  }

  private void create(String name, String... more) {
    fleet
        .outport("connected-registry", "create", "-r", "myhub", "-n", name)
        .and("--repository", "app/*", "--client-tokens", "clerk")
        .and(more)
        .run()
        .succeeded();
  }

  /** The site's connection string, with its parent at this port. */
  private String below(Registry parent, String name, int port) throws IOException {
    String made = fleet.connection(name);
    String moved =
        made.replaceFirst("(?<=ParentGatewayEndpoint=)[^;]*", "localhost:%d".formatted(port));
    return moved.contains("ParentCaCertificate=")
        ? moved
        : moved + ";ParentCaCertificate=" + Trust.compact(parent.ca());
  }

  private static CuttingRelay relay(int port) throws IOException {
    return CuttingRelay.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CutPlan.never());
  }

  private static void cut(CuttingRelay link) {
    link.pause();
    link.cutAll();
  }

  private static int port(Registry registry) {
    return Integer.parseInt(registry.host().substring(registry.host().indexOf(':') + 1));
  }

  private Duration arrives(Images registry, String repository, String tag) {
    return Patience.until(
        "%s:%s".formatted(repository, tag),
        NEWS,
        () -> registry.pull(user, repository, tag).startsWith("sha256:"));
  }

  private static String manifest(String repository, String tag) {
    return "/v2/%s/manifests/%s".formatted(repository, tag);
  }
}
