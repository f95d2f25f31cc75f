package io.outport.hub.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.model.ConnectedRegistry.SyncResult;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SiteConditionTest {
  private final VirtualClock clock = VirtualClock.start();
  private final SiteActivity activity = new SiteActivity(clock);

  @Test
  void isOfflineUntilAnInstanceIsActivated() {
    SiteCondition condition = condition(site(null, null));

    assertThat(condition.state()).isEqualTo(SiteCondition.State.OFFLINE);
    assertThat(condition.reason()).contains("no instance");
  }

  @Test
  void isOfflineNinetySecondsAfterItsLastWord() {
    SiteEntry site = held(report("Succeeded"));
    activity.heard(site);
    clock.advance(Duration.ofSeconds(90));
    assertThat(state(site)).isEqualTo(SiteCondition.State.ONLINE);

    clock.advance(Duration.ofMillis(1));

    assertThat(state(site)).isEqualTo(SiteCondition.State.OFFLINE);
    assertThat(condition(site).reason()).contains("2026-01-15T08:00:00Z");
    activity.heard(site);
    assertThat(state(site)).isEqualTo(SiteCondition.State.ONLINE);
  }

  @Test
  void isOfflineWhereItsLastWordCameBeforeTheHubsClockWasSetBack() {
    SiteEntry site = held(report("Succeeded"));
    activity.heard(site);

    clock.advance(Duration.ofDays(-1));

    assertThat(state(site)).isEqualTo(SiteCondition.State.OFFLINE);
  }

  @Test
  void isSyncingWhileContentMoves() {
    assertThat(state(heard(held(report("Syncing"))))).isEqualTo(SiteCondition.State.SYNCING);
  }

  @Test
  void isUnhealthyForWhatKeepsItFromItsWorkAndNotForWarnings() {
    assertThat(state(heard(held(report("Failed", "DiskFull")))))
        .isEqualTo(SiteCondition.State.UNHEALTHY);
    assertThat(condition(heard(held(report("Failed", "DISK_LOW", "DiskFull")))).reason())
        .isEqualTo("DiskFull: words");
    assertThat(state(heard(held(report("Succeeded", "DISK_LOW", "CERTIFICATE_EXPIRES")))))
        .isEqualTo(SiteCondition.State.ONLINE);
  }

  @Test
  void flagsAClockThatIsOff() {
    SiteEntry behind = heard(held(sentAt(clock.instant().minus(Duration.ofDays(1)))));
    assertThat(condition(behind).details())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.code()).isEqualTo("CLOCK_SKEW");
              assertThat(it.description()).contains("PT24H behind");
              assertThat(it.correlationId()).isNotBlank();
            });
    assertThat(state(behind)).isEqualTo(SiteCondition.State.ONLINE);

    SiteEntry ahead = held(sentAt(clock.instant().plus(Duration.ofDays(1))));
    assertThat(condition(ahead).details().getFirst().description()).contains("PT24H ahead of");

    SiteEntry good = held(sentAt(clock.instant().minus(Duration.ofMinutes(2))));
    assertThat(condition(good).details()).isEmpty();
  }

  @Test
  void keepsWhatTheFirstReceiverSaidOfTheClock() {
    StatusReport once = sentAt(clock.instant()).heardAt(clock.instant());

    StatusReport again = once.heardAt(clock.instant().plus(Duration.ofDays(2)));

    assertThat(again).isEqualTo(once);
  }

  @Test
  void theSyncIsNotActivatedThenPendingThenAsReported() {
    assertThat(SyncResults.of(site(null, null)))
        .isEqualTo(new SyncResult("InitialSync", "NotActivated", null, null, null));
    assertThat(SyncResults.of(held(null)))
        .isEqualTo(new SyncResult("InitialSync", "Pending", null, null, null));
    Instant start = clock.instant();
    Instant end = start.plusSeconds(5);
    StatusReport report =
        new StatusReport(
            "1",
            "site:443",
            "Enabled",
            "Failed",
            "Message",
            start,
            7,
            List.of(),
            new StatusReport.SyncTimes(start, end, start),
            null);

    assertThat(SyncResults.of(held(report)))
        .isEqualTo(new SyncResult("Message", "Failed", start, end, start));
  }

  private SiteCondition.State state(SiteEntry site) {
    return condition(site).state();
  }

  private SiteCondition condition(SiteEntry site) {
    return SiteCondition.of(site, activity.last(site).orElse(null), clock.instant());
  }

  private SiteEntry heard(SiteEntry site) {
    activity.heard(site);
    return site;
  }

  private SiteEntry held(@Nullable StatusReport report) {
    return site(new SiteEntry.Holder("one", "1", clock.instant()), report);
  }

  private SiteEntry site(SiteEntry.@Nullable Holder holder, @Nullable StatusReport report) {
    SiteEntry.Desired desired =
        new SiteEntry.Desired(
            "ReadOnly",
            "token",
            "* * * * *",
            "",
            "P2D",
            List.of(),
            "Information",
            "Disabled",
            List.of(),
            true,
            "0 0 * * *",
            "",
            null);
    SiteEntry.Reported reported =
        report == null
            ? null
            : new SiteEntry.Reported(report.heardAt(clock.instant()), clock.instant());
    return new SiteEntry("shop1", clock.instant(), desired, 1, holder, reported);
  }

  private StatusReport report(String syncState, String... codes) {
    List<StatusReport.Detail> details =
        List.of(codes).stream()
            .map(code -> new StatusReport.Detail("Sync", code, "words", clock.instant(), "id"))
            .toList();
    return new StatusReport("1", "site:443", "Enabled", syncState, "Message", null, 7, details);
  }

  private StatusReport sentAt(Instant sent) {
    return new StatusReport(
        "1",
        "site:443",
        "Enabled",
        "Succeeded",
        "Message",
        null,
        7,
        List.of(),
        null,
        new StatusReport.Vitals(null, null, null, null, null, sent, null));
  }
}
