package io.outport.hub.extension;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hub.extension.RolloutSite.Outcome;
import io.outport.hub.extension.RolloutSite.Presence;
import io.outport.hubapi.agent.DesiredExtension.Chart;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.ErrorInfo;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.Rollout;
import io.outport.hubapi.model.StatusItem;
import io.outport.hubapi.model.SystemData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a rollout does next, without stores: worlds by hand, and worlds by seed. */
class RolloutDecisionTest {
  private static final Chart OLD = new Chart("charts/app", "1.0.0", "sha256:old");
  private static final Chart NEW = new Chart("charts/app", "2.0.0", "sha256:new");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SOAK = Duration.ofMinutes(10);

  @Test
  void beginsTheFirstRingAlone() {
    RolloutDecision decision =
        RolloutDecision.decide(rollout(1), List.of(calm("a", 0), calm("b", 1)), START);

    assertThat(decision.begin())
        .extracting(each -> each.extension().cluster())
        .containsExactly("a");
  }

  @Test
  void soaksBeforeTheNextRing() {
    List<RolloutSite> sites = List.of(done("a", 0), calm("b", 1));
    RolloutDecision first = RolloutDecision.decide(rollout(1), sites, START);
    assertThat(first.begin()).isEmpty();
    RolloutEntry soaking = rollout(1).with(first.course());

    assertThat(RolloutDecision.decide(soaking, sites, START.plus(SOAK).minusMillis(1)).begin())
        .isEmpty();
    assertThat(RolloutDecision.decide(soaking, sites, START.plus(SOAK)).begin()).hasSize(1);
  }

  @Test
  void soaksAnewWhereOneOfTheRingComesBackLate() {
    RolloutEntry soaking =
        rollout(1).with(new RolloutEntry.Course(Rollout.RUNNING, 0, START, null));
    List<RolloutSite> sites = List.of(done("a", 0), calm("late", 0), calm("b", 1));

    RolloutDecision decision = RolloutDecision.decide(soaking, sites, START.plus(SOAK));

    assertThat(decision.begin())
        .extracting(each -> each.extension().cluster())
        .containsExactly("late");
    assertThat(decision.course().since()).isNull();
  }

  @Test
  void beginsNoMoreThanMayBeUnavailable() {
    List<RolloutSite> sites =
        List.of(begun("a", 0, "Updating"), calm("b", 0), calm("c", 0), calm("d", 0));

    assertThat(RolloutDecision.decide(rollout(1), sites, START).begin()).isEmpty();
    assertThat(RolloutDecision.decide(rollout(3), sites, START).begin()).hasSize(2);
  }

  @Test
  void countsNobodyWhoIsOffline() {
    RolloutSite gone = with(begun("a", 0, "Updating"), Presence.OFFLINE);

    assertThat(RolloutDecision.decide(rollout(1), List.of(gone, calm("b", 0)), START).begin())
        .hasSize(1);
  }

  @Test
  void goesPastARingOfWhichNobodyIsThere() {
    RolloutEntry soaking =
        rollout(1).with(new RolloutEntry.Course(Rollout.RUNNING, 0, START, null));
    List<RolloutSite> sites = List.of(with(calm("a", 0), Presence.OFFLINE), calm("b", 1));

    RolloutDecision decision = RolloutDecision.decide(soaking, sites, START.plus(SOAK));

    assertThat(decision.begin())
        .extracting(each -> each.extension().cluster())
        .containsExactly("b");
  }

  /** Else a version that cuts the link would go on to all. */
  @Test
  void waitsForARingThatFellSilentAfterItWasBegun() {
    RolloutEntry later = rollout(1).with(new RolloutEntry.Course(Rollout.RUNNING, 0, START, null));
    RolloutSite silent = with(begun("a", 0, "Updating"), Presence.OFFLINE);

    Instant hours = START.plus(Duration.ofHours(9));
    assertThat(RolloutDecision.decide(later, List.of(silent, calm("b", 1)), hours).begin())
        .isEmpty();
    assertThat(
            RolloutDecision.decide(later, List.of(silent, done("c", 0), calm("b", 1)), hours)
                .begin())
        .hasSize(1);
  }

  @Test
  void takesNobodyForOfflineJustAfterItsOwnStart() {
    RolloutEntry soaked = rollout(1).with(new RolloutEntry.Course(Rollout.RUNNING, 0, START, null));
    List<RolloutSite> sites = List.of(with(calm("a", 0), Presence.UNKNOWN), calm("b", 1));

    assertThat(RolloutDecision.decide(soaked, sites, START.plus(SOAK)).begin()).isEmpty();
  }

  @Test
  void stopsWithTheFirstThatWasRolledBack() {
    RolloutSite back = begun("a", 0, Move.ROLLED_BACK);

    RolloutDecision decision =
        RolloutDecision.decide(rollout(2), List.of(back, calm("b", 0)), START);

    assertThat(decision.failing()).containsExactly(back);
    assertThat(decision.begin()).isEmpty();
    assertThat(decision.course().state()).isEqualTo(Rollout.STOPPED);
  }

  @Test
  void givesAFailureTimeToMendItself() {
    List<RolloutSite> sites = List.of(begun("a", 0, "Failed"), calm("b", 0));

    Instant justBefore = START.plus(Move.PATIENCE).minusMillis(1);
    assertThat(RolloutDecision.decide(rollout(1), sites, justBefore).failing()).isEmpty();
    assertThat(RolloutDecision.decide(rollout(1), sites, START.plus(Move.PATIENCE)).failing())
        .hasSize(1);
    List<RolloutSite> offline = List.of(with(sites.getFirst(), Presence.OFFLINE));
    assertThat(RolloutDecision.decide(rollout(1), offline, START.plus(SOAK)).failing()).isEmpty();
  }

  @Test
  void leavesOutWhoIsHeldUntilThatIsOver() {
    RolloutSite held = new RolloutSite(calm("a", 0).extension(), 0, Presence.ONLINE, "inventory");

    RolloutDecision decision = RolloutDecision.decide(rollout(1), List.of(held), START);

    assertThat(held.outcome(rollout(1))).isEqualTo(Outcome.HELD);
    assertThat(decision.begin()).isEmpty();
    assertThat(decision.course().state()).isEqualTo(Rollout.RUNNING);
  }

  @Test
  void beginsNothingWhilePaused() {
    RolloutEntry paused = rollout(1).with(rollout(1).course().in(Rollout.PAUSED));

    assertThat(RolloutDecision.decide(paused, List.of(calm("a", 0)), START).begin()).isEmpty();
  }

  @Test
  void hasSucceededWhenNobodyIsLeft() {
    RolloutEntry last = rollout(1).with(new RolloutEntry.Course(Rollout.RUNNING, 1, null, null));

    assertThat(
            RolloutDecision.decide(last, List.of(done("a", 0), done("b", 1)), START)
                .course()
                .state())
        .isEqualTo(Rollout.SUCCEEDED);
    List<RolloutSite> away = List.of(done("a", 0), with(calm("b", 1), Presence.OFFLINE));
    assertThat(RolloutDecision.decide(last, away, START).course().state())
        .isEqualTo(Rollout.RUNNING);
  }

  static List<Long> seeds() {
    String wanted = System.getProperty("seed");
    return wanted == null
        ? new Random().longs(300).boxed().toList()
        : List.of(Long.parseLong(wanted));
  }

  /** Sites come and go, hold and fail, in any order; each name of a failed test is its seed. */
  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("seeds")
  void keepsItsPromisesInAnyWorld(long seed) {
    World world = new World(new Random(seed));
    for (int minute = 0; minute < 400 && !world.isOver(); minute++) {
      world.turn(START.plus(Duration.ofMinutes(minute)));
    }
    world.calmDown();
    for (int minute = 400; minute < 1200 && !world.isOver(); minute++) {
      world.turn(START.plus(Duration.ofMinutes(minute)));
    }
    assertThat(world.isOver()).as("comes to an end once all are back").isTrue();
  }

  /** Sites that do what sites do, and a rollout that is decided on each minute. */
  private static final class World {
    private final Random random;
    private final Map<String, RolloutSite> sites = new HashMap<>();
    private final Map<Integer, Instant> doneSince = new HashMap<>();
    private final boolean fails;
    private boolean calm;
    private RolloutEntry rollout;

    World(Random random) {
      this.random = random;
      this.fails = random.nextInt(4) == 0;
      this.rollout = rollout(1 + random.nextInt(3));
      int count = 1 + random.nextInt(8);
      for (int each = 0; each < count; each++) {
        String name = "c" + each;
        sites.put(name, with(calm(name, random.nextInt(2)), presence()));
      }
    }

    boolean isOver() {
      return rollout.isFinished();
    }

    /** From now on everybody is there and works. */
    void calmDown() {
      calm = true;
      sites.replaceAll((_, site) -> with(site, Presence.ONLINE));
    }

    void turn(Instant now) {
      sites.replaceAll((_, site) -> moved(site, now));
      if (rollout.course().state().equals(Rollout.STOPPED)) {
        sites.replaceAll((_, site) -> passedOver(site));
        rollout = rollout.with(rollout.course().in(Rollout.RUNNING));
      }
      List<RolloutSite> seen = List.copyOf(sites.values());
      noteDone(seen, now);
      RolloutDecision decision = RolloutDecision.decide(rollout, seen, now);
      check(decision, seen, now);
      decision.begin().forEach(each -> replace(each, begunOf(each.extension())));
      decision.failing().forEach(each -> replace(each, failedOf(each, now)));
      rollout = rollout.with(decision.course());
    }

    private void noteDone(List<RolloutSite> seen, Instant now) {
      boolean open =
          seen.stream()
              .filter(each -> each.ring() == 0)
              .filter(each -> each.presence() == Presence.ONLINE && each.hold().isEmpty())
              .anyMatch(each -> !each.outcome(rollout).isOver());
      if (open) {
        doneSince.remove(0);
      } else {
        doneSince.putIfAbsent(0, now);
      }
    }

    private void check(RolloutDecision decision, List<RolloutSite> seen, Instant now) {
      for (int ring = 0; ring <= 1; ring++) {
        int at = ring;
        Set<String> inChange =
            seen.stream()
                .filter(each -> each.ring() == at && each.outcome(rollout) == Outcome.UPGRADING)
                .map(each -> each.extension().cluster())
                .collect(Collectors.toCollection(HashSet::new));
        List<RolloutSite> begun =
            decision.begin().stream().filter(each -> each.ring() == at).toList();
        begun.forEach(each -> inChange.add(each.extension().cluster()));
        if (!begun.isEmpty()) {
          assertThat(inChange).hasSizeLessThanOrEqualTo(rollout.plan().maxUnavailable());
        }
      }
      assertThat(decision.begin())
          .allMatch(each -> each.presence() == Presence.ONLINE && each.hold().isEmpty());
      boolean entersLast = rollout.course().ring() == 0 && decision.course().ring() == 1;
      boolean proved =
          seen.stream()
              .anyMatch(each -> each.ring() == 0 && each.outcome(rollout) == Outcome.SUCCEEDED);
      if (entersLast && proved) {
        assertThat(doneSince).containsKey(0);
        assertThat(doneSince.get(0)).isBeforeOrEqualTo(now.minus(SOAK));
      }
      if (decision.course().ring() == 0) {
        assertThat(decision.begin()).allMatch(each -> each.ring() == 0);
      }
      if (!decision.failing().isEmpty()) {
        assertThat(decision.begin()).isEmpty();
      }
    }

    private RolloutSite moved(RolloutSite site, Instant now) {
      Presence presence = random.nextInt(6) == 0 ? presence() : site.presence();
      String hold = calm || random.nextInt(5) > 0 ? "" : "not now";
      ExtensionEntry entry = site.extension();
      boolean working =
          presence == Presence.ONLINE && entry.currentReport().isEmpty() && random.nextInt(3) == 0;
      if (working && entry.wish().chart().equals(NEW)) {
        boolean bad = !calm && fails && random.nextInt(3) == 0;
        entry = heard(entry, report(entry.generation(), bad ? Move.ROLLED_BACK : "Succeeded"), now);
      } else if (working) {
        entry = heard(entry, report(entry.generation(), "Succeeded"), now);
      }
      return new RolloutSite(entry, site.ring(), presence, hold);
    }

    private Presence presence() {
      return calm || random.nextInt(3) > 0 ? Presence.ONLINE : Presence.OFFLINE;
    }

    private RolloutSite passedOver(RolloutSite site) {
      Move move = site.extension().move();
      return move != null && move.stage() == Move.Stage.FAILED
          ? at(site, site.extension().with(move.passedOver()))
          : site;
    }

    private ExtensionEntry failedOf(RolloutSite site, Instant now) {
      Move move = site.move(rollout).orElseThrow();
      return site.extension()
          .wishing(site.extension().wish().at(OLD, null))
          .with(move.failed(site.findFailure(rollout, now).orElseThrow()));
    }

    private void replace(RolloutSite site, ExtensionEntry entry) {
      sites.put(site.extension().cluster(), at(site, entry));
    }

    private static RolloutSite at(RolloutSite site, ExtensionEntry entry) {
      return new RolloutSite(entry, site.ring(), site.presence(), site.hold());
    }
  }

  private static RolloutEntry rollout(int maxUnavailable) {
    return new RolloutEntry(
        "outport",
        "r",
        "inc",
        new RolloutEntry.Plan("app", NEW, List.of("canary"), maxUnavailable, SOAK),
        new RolloutEntry.Course(Rollout.RUNNING, 0, null, null),
        SystemData.UNKNOWN);
  }

  /** As it was before the rollout. */
  private static RolloutSite calm(String cluster, int ring) {
    var wish =
        new ExtensionEntry.Wish(
            "app", "none", "stable", null, OLD, "app", null, Map.of(), false, false);
    var secrets = new ExtensionEntry.Secrets(List.of(), "", START, true);
    var entry =
        new ExtensionEntry(
            cluster,
            "app1",
            "i",
            1,
            wish,
            secrets,
            new ExtensionEntry.Progress(true, report(1, "Succeeded")),
            null,
            null);
    return new RolloutSite(entry, ring, Presence.ONLINE, "");
  }

  private static ExtensionEntry begunOf(ExtensionEntry old) {
    return old.wishing(old.wish().at(NEW, null))
        .with(Move.begun("inc", NEW, new Move.Before(OLD, null)));
  }

  private static RolloutSite begun(String cluster, int ring, String state) {
    ExtensionEntry entry = begunOf(calm(cluster, ring).extension());
    return new RolloutSite(
        heard(entry, report(entry.generation(), state), START), ring, Presence.ONLINE, "");
  }

  private static RolloutSite done(String cluster, int ring) {
    return begun(cluster, ring, "Succeeded");
  }

  private static RolloutSite with(RolloutSite site, Presence presence) {
    return new RolloutSite(site.extension(), site.ring(), presence, site.hold());
  }

  private static ExtensionEntry heard(ExtensionEntry entry, ExtensionReport report, Instant now) {
    ExtensionEntry heard = entry.with(new ExtensionEntry.Progress(true, report));
    Move move = heard.move();
    return move == null || !heard.wish().chart().equals(move.chart())
        ? heard
        : heard.with(move.heard(report, now));
  }

  private static ExtensionReport report(long generation, String state) {
    boolean back = state.equals(Move.ROLLED_BACK);
    List<StatusItem> statuses = new ArrayList<>();
    if (back) {
      statuses.add(new StatusItem(state, null, StatusItem.WARNING, "as before", START));
    }
    return new ExtensionReport(
        generation,
        back ? Extension.FAILED : state,
        "1.0.0",
        statuses,
        back ? ErrorInfo.of("CrashLoop", "it crashes") : null,
        1,
        false);
  }
}
