package io.outport.edge;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.edge.LocalChoices.Decider;
import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.model.ConnectionString;
import io.outport.oci.client.RegistryException;
import io.outport.sync.Backoff;
import io.outport.testkit.CutPlan;
import io.outport.testkit.CuttingRelay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people set at the hub holds at the site, with real servers. */
final class SettingsIT {
  private static final LinkSettings LINK =
      new LinkSettings(
          Duration.ofSeconds(20),
          Duration.ofMillis(300),
          new Backoff(Duration.ofMillis(50), Duration.ofMillis(400)),
          new Backoff(Duration.ofMillis(50), Duration.ofMillis(400)),
          Duration.ofSeconds(1));

  @TempDir private Path folder;

  @Test
  void followsTheLogLevelAtOnce() throws Exception {
    List<String> levels = new CopyOnWriteArrayList<>();
    var choices = new LocalChoices(Duration.ZERO, Decider.HUB, levels::add);
    try (TestHub hub = new TestHub(folder.resolve("hub"));
        EdgeServer _ = start(hub, choices)) {
      assertThat(levels).containsExactly("Information");
      eventually(() -> !hub.reports().isEmpty());

      hub.tell(it -> TestConfigurations.withLogLevel(it, "Debug"));

      eventually(() -> levels.getLast().equals("Debug"));
    }
  }

  /** Nothing opens for months, and the next minute is far: the parent's word ends the wait. */
  @Test
  void hearsOfAScheduleAtOnceOutsideTheWindow() throws Exception {
    var patient =
        new LinkSettings(
            Duration.ofSeconds(50),
            Duration.ofMinutes(1),
            LINK.unreachable(),
            LINK.refused(),
            LINK.reclaim());
    try (TestHub hub = new TestHub(folder.resolve("hub"))) {
      new HubImages(hub.content).push("team/app", "v1", new byte[] {1});
      hub.schedule(farFromNow(), "PT1H");
      try (EdgeServer site = start(hub.connection(), LocalChoices.DEFAULT, patient)) {
        eventually(() -> !hub.reports().isEmpty());
        assertThat(served(site)).isFalse();

        hub.schedule("* * * * *", "");

        await().atMost(Duration.ofSeconds(10)).until(() -> served(site));
      }
    }
  }

  /** What a site outside its window costs its link, with TLS and without TCP's own. */
  @Test
  void costsAThinLinkLittleToBeHeldOutsideTheWindow() throws Exception {
    try (TestHub hub = new TestHub(folder.resolve("hub"))) {
      hub.schedule(farFromNow(), "PT1H");
      var held =
          new LinkSettings(
              Duration.ofSeconds(1),
              Duration.ofHours(1),
              LINK.unreachable(),
              LINK.refused(),
              LINK.reclaim());
      try (CuttingRelay relay = CuttingRelay.start(hub.address(), CutPlan.never());
          EdgeServer _ = start(hub.connection(relay.port()), LocalChoices.DEFAULT, held)) {
        eventually(() -> hub.held() >= 3);
        int first = hub.held();
        long before = relay.downstreamBytes() + relay.upstreamBytes();
        await().atMost(Duration.ofSeconds(30)).until(() -> hub.held() >= first + 8);
        long each = (relay.downstreamBytes() + relay.upstreamBytes() - before) / 8;

        System.out.printf("a held call costs %d bytes%n", each);
        assertThat(each).isLessThan(1000);
      }
    }
  }

  @Test
  void clientsFollowRotationAndDisabling() throws Exception {
    try (TestHub hub = new TestHub(folder.resolve("hub"))) {
      new HubImages(hub.content).push("team/app", "v1", new byte[] {1});
      try (EdgeServer site = start(hub, LocalChoices.DEFAULT)) {
        eventually(() -> served(site));

        hub.setClientPassword("another");
        eventually(() -> !served(site));

        hub.setClientPassword(TestHub.CLIENT_PASSWORD);
        eventually(() -> served(site));

        hub.setClientEnabled(false);
        eventually(() -> !served(site));
      }
    }
  }

  /** The password ends three seconds from now; the parent goes at once. */
  @Test
  void anExpiredPasswordWorksOnWhileTheParentIsGone() throws Exception {
    try (TestHub hub = new TestHub(folder.resolve("hub"))) {
      new HubImages(hub.content).push("team/app", "v1", new byte[] {1});
      try (EdgeServer site = start(hub, LocalChoices.DEFAULT)) {
        eventually(() -> served(site));
        Instant expiry = Instant.now().plusSeconds(3);
        int reports = hub.reports().size();
        hub.setClientExpiry(expiry);
        eventually(() -> hub.reports().size() > reports + 2);
        hub.stop();

        await().until(() -> Instant.now().isAfter(expiry.plusMillis(200)));
        assertThat(served(site)).isTrue();

        hub.start();
        eventually(() -> !served(site));
      }
    }
  }

  @Test
  void withoutGraceAnExpiredPasswordEndsAlsoWhileTheParentIsGone() throws Exception {
    var choices = new LocalChoices(Duration.ZERO, Decider.HUB, LogLevel.FIXED);
    try (TestHub hub = new TestHub(folder.resolve("hub"))) {
      new HubImages(hub.content).push("team/app", "v1", new byte[] {1});
      try (EdgeServer site = start(hub, choices)) {
        eventually(() -> served(site));
        int reports = hub.reports().size();
        hub.setClientExpiry(Instant.now().plusSeconds(3));
        eventually(() -> hub.reports().size() > reports + 2);
        hub.stop();

        eventually(() -> !served(site));
      }
    }
  }

  @Test
  void reportsItsDiskCertificateTimesAndLastError() throws Exception {
    try (TestHub hub = new TestHub(folder.resolve("hub"))) {
      new HubImages(hub.content).push("team/app", "v1", new byte[] {1});
      try (EdgeServer _ = start(hub, LocalChoices.DEFAULT)) {
        eventually(() -> last(hub).syncState().equals("Succeeded"));
        hub.stop();
        hub.start();
        eventually(() -> vitals(hub).lastError() != null);

        StatusReport.Vitals vitals = vitals(hub);
        assertThat(vitals.lastErrorTime()).isNotNull();
        assertThat(vitals.diskFreeBytes()).isPositive();
        assertThat(vitals.diskTotalBytes()).isGreaterThan(vitals.diskFreeBytes());
        assertThat(vitals.certificateExpiry()).isAfter(Instant.now().plus(Duration.ofDays(300)));
        StatusReport.SyncTimes times = requireNonNull(last(hub).syncTimes());
        assertThat(times.lastStart()).isNotNull().isBeforeOrEqualTo(times.lastEnd());
        assertThat(times.lastSuccess()).isEqualTo(times.lastEnd());
      }
    }
  }

  private static StatusReport last(TestHub hub) {
    return hub.reports().getLast();
  }

  private static StatusReport.Vitals vitals(TestHub hub) {
    return requireNonNull(last(hub).vitals());
  }

  /** Whether the client's password is good right now; a client that knows no token yet asks. */
  private static boolean served(EdgeServer site) throws IOException {
    try (SiteClient client = new SiteClient(site)) {
      return client.has("team/app", "v1");
    } catch (RegistryException e) {
      assertThat(e.kind()).isEqualTo(RegistryException.Kind.UNAUTHORIZED);
      return false;
    }
  }

  private EdgeServer start(TestHub hub, LocalChoices choices) {
    return start(hub.connection(), choices, LINK);
  }

  private EdgeServer start(ConnectionString parent, LocalChoices choices, LinkSettings link) {
    return EdgeServer.start(
        EdgeSettings.of(folder.resolve("site"), parent, "127.0.0.1", 0, List.of("127.0.0.1"))
            .withLink(link)
            .withChoices(choices));
  }

  /** A schedule that is closed for the next half day. */
  private static String farFromNow() {
    return "0 %d * * *".formatted((Instant.now().atOffset(ZoneOffset.UTC).getHour() + 12) % 24);
  }

  private static void eventually(Callable<Boolean> condition) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(300))
        .ignoreExceptions()
        .until(condition);
  }
}
