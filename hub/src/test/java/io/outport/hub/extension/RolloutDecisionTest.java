package io.outport.hub.extension;

import static io.outport.hub.extension.RolloutSites.SOAK;
import static io.outport.hub.extension.RolloutSites.START;
import static io.outport.hub.extension.RolloutSites.begun;
import static io.outport.hub.extension.RolloutSites.calm;
import static io.outport.hub.extension.RolloutSites.done;
import static io.outport.hub.extension.RolloutSites.rollout;
import static io.outport.hub.extension.RolloutSites.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hub.extension.RolloutSite.Outcome;
import io.outport.hub.extension.RolloutSite.Presence;
import io.outport.hubapi.model.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a rollout does next, without stores, in worlds made by hand. */
class RolloutDecisionTest {
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
    RolloutSite held =
        new RolloutSite(calm("a", 0).extension(), 0, Presence.ONLINE, "inventory", false);

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
}
