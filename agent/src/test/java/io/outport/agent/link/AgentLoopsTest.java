package io.outport.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.agent.reconcile.Outcome;
import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.DesiredState;
import io.outport.hubapi.agent.DesiredState.DiagnosticsRequest;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.StatusItem;
import io.outport.oci.client.OutwardProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loops against a hub over HTTP; only the steps in the cluster are played. */
final class AgentLoopsTest {
  private static final Pace PACE =
      new Pace(
          Duration.ofSeconds(5),
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(200),
          Duration.ofDays(30),
          Duration.ofMillis(10));

  @TempDir private Path folder;

  private final MemoryState states = new MemoryState();
  private final List<DesiredExtension> steps = new CopyOnWriteArrayList<>();
  private final AtomicInteger renewals = new AtomicInteger();

  private final CountDownLatch ended = new CountDownLatch(1);
  private Pace pace = PACE;
  private volatile Function<DesiredExtension, Outcome> reconciler = AgentLoopsTest::settled;
  private FakeHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = FakeHub.start();
    Files.writeString(folder.resolve("hub"), hub.uri() + "\n");
    Files.writeString(folder.resolve("clusterId"), FakeHub.CLUSTER);
    Files.writeString(folder.resolve("secret"), "secret-one");
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void takesStepsTowardsWhatIsDesiredAndReports() {
    hub.desire(state(2, wish("shop1", 1, false)));

    try (AgentLoops _ = started()) {
      awaitReports("shop1", 1);
    }

    assertThat(hub.reportsOf("shop1").getFirst().provisioningState()).isEqualTo("Succeeded");
    assertThat(hub.statuses).isNotEmpty();
    assertThat(hub.statuses.getFirst().agentVersion()).isEqualTo("1.2.3");
    assertThat(renewals).hasPositiveValue();
  }

  @Test
  void endsAWaitForANewWish() {
    reconciler =
        wish -> new Outcome(report(wish.generation(), "Succeeded", "fine"), Duration.ofHours(1));
    hub.desire(state(2, wish("shop1", 1, false)));

    try (AgentLoops _ = started()) {
      awaitReports("shop1", 1);
      hub.desire(state(3, wish("shop1", 2, false)));
      awaitReports("shop1", 2);
    }

    assertThat(steps).extracting(DesiredExtension::generation).containsExactly(1L, 2L);
  }

  @Test
  void takesOneStepOfAnExtensionAtATimeAndOthersBeside() {
    CountDownLatch bothUnderWay = new CountDownLatch(2);
    Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
    AtomicInteger most = new AtomicInteger();
    reconciler =
        wish -> {
          AtomicInteger count = underWay.computeIfAbsent(wish.name(), name -> new AtomicInteger());
          most.accumulateAndGet(count.incrementAndGet(), Math::max);
          bothUnderWay.countDown();
          try {
            bothUnderWay.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          count.decrementAndGet();
          return new Outcome(
              report(wish.generation(), "Succeeded", "step " + steps.size()), Duration.ZERO);
        };
    hub.desire(state(2, wish("shop1", 1, false), wish("shop2", 1, false)));

    try (AgentLoops _ = started()) {
      for (long revision = 3; revision < 8; revision++) {
        hub.desire(state(revision, wish("shop1", revision, false), wish("shop2", revision, false)));
      }
      awaitReports("shop1", 3);
      awaitReports("shop2", 3);
    }

    assertThat(most).hasValue(1);
  }

  @Test
  void saysWhatIsNewOnce() {
    AtomicInteger looks = new AtomicInteger();
    reconciler =
        wish ->
            new Outcome(
                report(1, "Succeeded", looks.incrementAndGet() < 10 ? "same" : "other"),
                Duration.ZERO);
    hub.desire(state(2, wish("shop1", 1, false)));

    try (AgentLoops _ = started()) {
      awaitReports("shop1", 2);
    }

    assertThat(hub.reportsOf("shop1"))
        .extracting(each -> each.statuses().getFirst().message())
        .containsExactly("same", "other");
  }

  @Test
  void bringsAReportLaterThatTheHubDidNotTake() {
    hub.refuse("report", 503, "UNAVAILABLE");
    hub.desire(state(2, wish("shop1", 1, false)));

    try (AgentLoops _ = started()) {
      await().atMost(FakeHub.PATIENCE).until(() -> calls("PUT extensions/shop1/report") > 2);
      hub.refuseNothing();
      awaitReports("shop1", 1);
    }
  }

  /** An ingress answers so while the hub behind it starts. */
  @Test
  void bringsAReportLaterWhereTheAnswerWasNoHubs() {
    hub.refuse("shop1/report", 404, "");
    hub.desire(state(2, wish("shop1", 1, false), wish("shop2", 1, false)));

    try (AgentLoops _ = started()) {
      awaitReports("shop2", 1);
      await().atMost(FakeHub.PATIENCE).until(() -> calls("PUT extensions/shop1/report") > 2);
      hub.refuseNothing();
      awaitReports("shop1", 1);
    }
  }

  @Test
  void doesNotRepeatAReportThatTheHubItselfRefuses() {
    hub.refuse("shop1/report", 400, "BadRequest");
    hub.desire(state(2, wish("shop1", 1, false), wish("shop2", 1, false)));

    try (AgentLoops _ = started()) {
      awaitReports("shop2", 1);
      await().atMost(FakeHub.PATIENCE).until(() -> hub.statuses.size() > 2);
      assertThat(calls("PUT extensions/shop1/report")).isEqualTo(1);
    }
  }

  /** An error ends its thread alone: the process would stay, and do no more for that extension. */
  @Test
  void endsWhereAStepMeetsAnErrorOfTheMachine() throws InterruptedException {
    reconciler =
        wish -> {
          throw new UnsatisfiedLinkError("played");
        };
    hub.desire(state(2, wish("shop1", 1, false)));

    try (AgentLoops _ = started()) {
      assertThat(ended.await(FakeHub.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void dropsReportsOfWhatTheHubHasForgotten() {
    hub.desire(state(2, wish("forgotten", 1, false), wish("shop1", 1, false)));

    try (AgentLoops _ = started()) {
      awaitReports("shop1", 1);
      await().atMost(FakeHub.PATIENCE).until(() -> calls("PUT extensions/forgotten/report") == 1);
    }
  }

  @Test
  void goesOnWithTheLastWishWhileTheHubIsAway() {
    AtomicInteger looks = new AtomicInteger();
    reconciler =
        wish -> {
          looks.incrementAndGet();
          return new Outcome(report(1, "Succeeded", "fine"), Duration.ofMillis(20));
        };
    hub.desire(state(2, wish("shop1", 1, false)));

    try (AgentLoops _ = started()) {
      awaitReports("shop1", 1);
      hub.refuse("", 503, "UNAVAILABLE");
      int before = looks.get();
      await().atMost(FakeHub.PATIENCE).until(() -> looks.get() > before + 5);
      hub.refuseNothing();
      hub.desire(state(3, wish("shop1", 2, false)));
      await()
          .atMost(FakeHub.PATIENCE)
          .until(() -> steps.stream().anyMatch(each -> each.generation() == 2));
    }
  }

  @Test
  void leavesAloneWhatIsNotNamedAnyMore() {
    AtomicInteger looks = new AtomicInteger();
    reconciler =
        wish -> {
          looks.incrementAndGet();
          return new Outcome(report(1, "Succeeded", "fine"), Duration.ofMillis(10));
        };
    hub.desire(state(2, wish("shop1", 1, false)));

    try (AgentLoops _ = started()) {
      awaitReports("shop1", 1);
      hub.desire(state(3, wish("shop2", 1, false)));
      awaitReports("shop2", 1);
      hub.desire(state(4, wish("shop2", 2, false)));
      await()
          .atMost(FakeHub.PATIENCE)
          .until(() -> steps.stream().anyMatch(each -> each.generation() == 2));
      long ofShop1 = steps.stream().filter(each -> each.name().equals("shop1")).count();
      int now = looks.get();
      await().atMost(FakeHub.PATIENCE).until(() -> looks.get() > now + 10);
      assertThat(steps.stream().filter(each -> each.name().equals("shop1")).count())
          .isEqualTo(ofShop1);
    }
  }

  @Test
  void survivesAStepThatThrows() {
    reconciler =
        wish -> {
          if (wish.generation() == 1) {
            throw new IllegalStateException("an error of the program itself");
          }
          return settled(wish);
        };
    hub.desire(state(2, wish("shop1", 1, false)));

    try (AgentLoops _ = started()) {
      await().atMost(FakeHub.PATIENCE).until(() -> !steps.isEmpty());
      hub.desire(state(3, wish("shop1", 2, false)));
      awaitReports("shop1", 1);
    }
  }

  @Test
  void takesUpANewEnrolmentWhereTheHubForgotTheAgent() throws IOException {
    try (AgentLoops _ = started()) {
      await().atMost(FakeHub.PATIENCE).until(() -> !hub.statuses.isEmpty());
      hub.key = "";
      hub.secret = "secret-two";
      hub.fresh = true;
      Files.writeString(folder.resolve("secret"), "secret-two");
      hub.desire(state(9, wish("shop1", 1, false)));
      awaitReports("shop1", 1);
    }
  }

  @Test
  void handsInEachArchiveOnce() {
    DiagnosticsRequest request = new DiagnosticsRequest("d1", "shop1", List.of("other"));
    hub.refuse("diagnostics", 503, "UNAVAILABLE");
    hub.desire(new DesiredState(2, List.of(wish("shop1", 1, false)), List.of(request)));

    try (AgentLoops _ = started()) {
      await().atMost(FakeHub.PATIENCE).until(() -> calls("PUT diagnostics/d1") > 1);
      hub.refuseNothing();
      await().atMost(FakeHub.PATIENCE).until(() -> hub.archives.containsKey("d1"));
      int before = calls("PUT diagnostics/d1");
      hub.desire(new DesiredState(3, List.of(wish("shop1", 2, false)), List.of(request)));
      awaitReports("shop1", 2);
      assertThat(calls("PUT diagnostics/d1")).isEqualTo(before);
    }

    assertThat(new String(hub.archives.get("d1"), StandardCharsets.UTF_8)).isEqualTo("d1 of shop1");
  }

  /** An error ends its thread and no other, so the process would stay as if all were well. */
  @Test
  void endsWhenTheHubIsAskedNoLonger() throws InterruptedException {
    pace =
        new Pace(
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            Duration.ofMinutes(1),
            Duration.ofDays(30),
            Duration.ofMillis(10));
    states.broken = true;

    try (AgentLoops _ = started()) {
      assertThat(ended.await(FakeHub.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  private AgentLoops started() {
    SecureRandom random = new SecureRandom();
    InstantSource clock = InstantSource.system();
    HubLink link =
        new HubLink(new EnrolmentFolder(folder), states, clock, random, OutwardProxy.NONE);
    AgentLoops.Hands hands =
        new AgentLoops.Hands(
            wish -> {
              steps.add(wish);
              return reconciler.apply(wish);
            },
            () -> new AgentReport("1.2.3", "v1.34.4", "k3s", "generic", List.of(), 4),
            renewals::incrementAndGet,
            inquiry ->
                "%s of %s"
                    .formatted(
                        inquiry.request().id(),
                        inquiry.findExtension().map(DesiredExtension::name).orElse("nothing"))
                    .getBytes(StandardCharsets.UTF_8),
            ended::countDown);
    AgentLoops loops = new AgentLoops(link, hands, pace, clock, random);
    loops.start();
    return loops;
  }

  private int calls(String call) {
    return (int) hub.calls.stream().filter(call::equals).count();
  }

  private void awaitReports(String extension, int count) {
    await().atMost(FakeHub.PATIENCE).until(() -> hub.reportsOf(extension).size() >= count);
  }

  private static Outcome settled(DesiredExtension wish) {
    return new Outcome(report(wish.generation(), "Succeeded", "fine"), Duration.ofMinutes(1));
  }

  private static ExtensionReport report(long generation, String provisioning, String words) {
    StatusItem item =
        new StatusItem("Ready", "Ready", StatusItem.INFORMATION, words, Instant.now());
    return new ExtensionReport(generation, provisioning, "1.0.0", List.of(item), null, 1, false);
  }

  private static DesiredState state(long revision, DesiredExtension... extensions) {
    return new DesiredState(revision, List.of(extensions), List.of());
  }

  private static DesiredExtension wish(String name, long generation, boolean deleting) {
    return new DesiredExtension(
        FakeHub.CLUSTER + "/providers/Microsoft.KubernetesConfiguration/extensions/" + name,
        name,
        "microsoft.containerregistry.connectedregistry",
        generation,
        deleting,
        false,
        new DesiredExtension.Chart(
            "charts/connected-registry", "1.0.0", "sha256:" + "0".repeat(64)),
        name,
        "connected-registry",
        null,
        true,
        "none",
        Map.of(),
        Map.of());
  }
}
