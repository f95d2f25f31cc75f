package io.outport.hub.extension;

import static io.outport.hub.extension.RolloutSites.NEW;
import static io.outport.hub.extension.RolloutSites.OLD;
import static io.outport.hub.extension.RolloutSites.SOAK;
import static io.outport.hub.extension.RolloutSites.START;
import static io.outport.hub.extension.RolloutSites.begun;
import static io.outport.hub.extension.RolloutSites.begunOf;
import static io.outport.hub.extension.RolloutSites.calm;
import static io.outport.hub.extension.RolloutSites.heard;
import static io.outport.hub.extension.RolloutSites.report;
import static io.outport.hub.extension.RolloutSites.rollout;
import static io.outport.hub.extension.RolloutSites.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hub.extension.RolloutSite.Outcome;
import io.outport.hub.extension.RolloutSite.Presence;
import io.outport.hubapi.model.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a rollout does next, without stores, in worlds made by seed. */
class RolloutWorldTest {
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
      return new RolloutSite(entry, site.ring(), presence, hold, site.lost());
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
      return new RolloutSite(entry, site.ring(), site.presence(), site.hold(), site.lost());
    }
  }
}
