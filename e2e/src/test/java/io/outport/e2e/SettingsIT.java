package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Fleet.Login;
import io.outport.testkit.process.Fleet.Registry;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/** What people set at the hub reaches running sites: passwords, rights, scope, schedule, events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(240)
class SettingsIT {
  private static final String APP = "app/web";
  private static final String EXTRA = "lib/tools";

  /** For what a poll brings, on a busy machine too. */
  private static final Duration NEWS = Duration.ofSeconds(30);

  /** For what a held call brings outside the window, or at worst the next one. */
  private static final Duration OUTSIDE_WINDOW = Duration.ofSeconds(75);

  private static final Duration DELIVERY = Duration.ofSeconds(60);
  private static final int NOTIFIED = 10;

  private Fleet fleet;
  private Login till;

  /** Its password stays, whatever the others' tests do to theirs. */
  private Login guard;

  private Registry night;
  private HubView hubView;
  private Images hub;
  private Images atShop;
  private Images atNight;
  private FickleReceiver receiver;

  @BeforeAll
  void start() throws IOException {
    fleet = Fleet.start();
    hubView = new HubView(fleet);
    hub = Images.of(fleet.hub());
    receiver = FickleReceiver.start();
    till = fleet.token("till1", "*", "content/read", "metadata/read");
    guard = fleet.token("guard1", "*", "content/read", "metadata/read");
    hub.push(fleet.admin(), APP, "v1", "the first");
    hub.push(fleet.admin(), EXTRA, "v1", "some tools");
    site("night", "--sync-schedule", twelveHoursAway(), "--sync-window", "PT1H");
    night = fleet.startSite("night", fleet.connection("night"));
    atNight = Images.of(night);
    site("shop1", "--notifications", "told/*:push");
    atShop = Images.of(fleet.startSite("shop1", fleet.connection("shop1")));
  }

  @AfterAll
  void end() throws IOException {
    atShop.close();
    atNight.close();
    hub.close();
    hubView.close();
    receiver.close();
    fleet.close();
  }

  @Test
  @Order(1)
  void aSiteKeepsWhatItsScopeSays() {
    arrives(APP);
    arrives(EXTRA);
  }

  /** People put the new password in place everywhere before they end the old one. */
  @Test
  @Order(2)
  void bothPasswordsAreRotatedUnderLoadWithoutAFailedPull() {
    Login first = till;
    try (PullLoad load = PullLoad.start(atShop, first, APP, "v1")) {
      Login second = generate(2);
      answers(200, second);
      load.use(second);

      Login third = generate(1);
      answers(401, first);
      answers(200, third);
      load.use(third);
      till = third;

      Login fourth = generate(2);
      answers(401, second);
      answers(200, fourth);
      load.awaitRound();

      assertThat(load.failures()).isEmpty();
      System.out.printf("both passwords were rotated under %d pulls%n", load.count());
    }
  }

  @Test
  @Order(3)
  void aDisabledTokenIsDeniedOnceTheSiteHasHeard() {
    outport("token", "update", "-n", "till1", "--status", "disabled");

    Duration took = answers(401, till);

    System.out.printf("a token was disabled at the site after %d ms%n", took.toMillis());
    outport("token", "update", "-n", "till1", "--status", "enabled");
    answers(200, till);
  }

  @Test
  @Order(4)
  void whatLeavesTheScopeIsCleanedAtAReadOnlySite() throws IOException {
    outport("connected-registry", "permissions", "update", "-n", "shop1", "--remove", "lib/*");

    Patience.until("cleaned", NEWS, () -> status(atShop, EXTRA) == 404);

    assertThat(atShop.pull(till, APP, "v1")).startsWith("sha256:");
    outport("connected-registry", "permissions", "update", "-n", "shop1", "--add", "lib/*");
    arrives(EXTRA);
  }

  /** Waits between attempts grow to minutes, and end when somebody changes the webhook. */
  @Test
  @Order(5)
  void aReceiverThatFailsNineTimesOfTenIsToldOfEverythingInTheSitesName() throws IOException {
    outport(
        "webhook", "create", "-n", "receipts", "--actions", "push", "--uri", "" + receiver.uri());
    Set<String> pushed =
        IntStream.range(0, NOTIFIED).mapToObj(i -> "told/r" + i).collect(Collectors.toSet());
    for (String repository : pushed) {
      hub.push(fleet.admin(), repository, "v1", "tell of me");
    }

    AtomicInteger nudges = new AtomicInteger();
    Duration took =
        Patience.until(
            "receipts",
            DELIVERY,
            () -> {
              hubView.changeHeader("receipts", "X-Nudge", "" + nudges.incrementAndGet());
              return toldOf("shop1").equals(pushed) && toldOf("").equals(pushed);
            });

    assertThat(receiver.calls()).isGreaterThanOrEqualTo(2 * NOTIFIED * FickleReceiver.ONE_OF);
    System.out.printf("all was told after %d calls, %d s%n", receiver.calls(), took.toSeconds());
  }

  @Test
  @Order(6)
  void aClosedWindowLetsNothingThroughAndAContinuousScheduleAllAtOnce() throws IOException {
    assertThat(night.process().log()).doesNotContain("SyncLog synced");
    assertThat(atNight.status(guard, manifest(APP))).isEqualTo(404);

    outport("connected-registry", "update", "-n", "night", "--sync-schedule", "* * * * *");

    Duration took =
        Patience.until(
            "content of night",
            OUTSIDE_WINDOW,
            () -> atNight.pull(guard, APP, "v1").startsWith("sha256:"));
    System.out.printf("a site synced %d s after its window had gone%n", took.toSeconds());
  }

  /** The repositories of taken events of a site; of the hub itself where the name is empty. */
  private Set<String> toldOf(String site) {
    return receiver.taken().stream()
        .filter(each -> each.at("/connectedregistry/name").asString("").equals(site))
        .map(each -> each.at("/target/repository").asString())
        .collect(Collectors.toSet());
  }

  private void site(String name, String... more) {
    fleet
        .outport("connected-registry", "create", "-r", "myhub", "-n", name, "--repository")
        .and("app/*", "lib/*", "told/*", "--client-tokens", "till1", "guard1")
        .and(more)
        .run()
        .succeeded();
  }

  /** A fresh password in this slot. */
  private Login generate(int slot) {
    Command.Result made =
        outport(
            "token", "credential", "generate", "-n", "till1", "--password" + slot, "-o", "json");
    return new Login(
        "till1", JsonMapper.shared().readTree(made.out()).at("/passwords/0/value").asString());
  }

  private Command.Result outport(String... words) {
    return fleet.outport(words).and("-r", "myhub").run().succeeded();
  }

  /** Waits until the shop answers so to this name and password. */
  private Duration answers(int status, Login login) {
    return Patience.until(
        "answer " + status, NEWS, () -> atShop.status(login, manifest(APP)) == status);
  }

  private void arrives(String repository) {
    Patience.until(
        repository + " at the shop",
        NEWS,
        () -> atShop.pull(till, repository, "v1").startsWith("sha256:"));
  }

  private int status(Images registry, String repository) throws IOException {
    return registry.status(till, manifest(repository));
  }

  private static String manifest(String repository) {
    return "/v2/%s/manifests/v1".formatted(repository);
  }

  /** A schedule whose next window is half a day away, whatever the time of day. */
  private static String twelveHoursAway() {
    return "0 %d * * *".formatted(OffsetDateTime.now(ZoneOffset.UTC).plusHours(12).getHour());
  }
}
