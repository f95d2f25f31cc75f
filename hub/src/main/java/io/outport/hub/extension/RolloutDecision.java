package io.outport.hub.extension;

import io.outport.hub.extension.RolloutSite.Outcome;
import io.outport.hub.extension.RolloutSite.Presence;
import io.outport.hubapi.model.Rollout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a rollout does next. Pure, and the same for a first look and for one after a restart.
 *
 * <p>A ring is done when nothing of it that can be heard waits or is in change. What is offline or
 * held neither counts nor blocks, and is begun when it is back; but where something was begun and
 * then fell silent, the ring is not done before anything of it has succeeded: a version that cuts
 * the link would go on else.
 *
 * @param failing what is to be given up, with all that follows of it
 * @param begin what is to be moved
 * @param course where the rollout is from now on, but for what it says at its end
 */
record RolloutDecision(
    List<RolloutSite> failing, List<RolloutSite> begin, RolloutEntry.Course course) {

  static RolloutDecision decide(RolloutEntry rollout, List<RolloutSite> sites, Instant now) {
    if (rollout.isFinished()) {
      return new RolloutDecision(List.of(), List.of(), rollout.course());
    }
    List<RolloutSite> failing =
        sites.stream().filter(each -> each.findFailure(rollout, now).isPresent()).toList();
    boolean stopped =
        !failing.isEmpty()
            || sites.stream().anyMatch(each -> each.isAt(Move.Stage.FAILED, rollout));
    if (stopped) {
      return new RolloutDecision(failing, List.of(), rollout.course().in(Rollout.STOPPED));
    }
    if (!rollout.course().state().equals(Rollout.RUNNING)) {
      return new RolloutDecision(List.of(), List.of(), rollout.course());
    }
    RolloutEntry.Course course = course(rollout, sites, now);
    boolean running = course.state().equals(Rollout.RUNNING);
    return new RolloutDecision(
        List.of(), running ? begin(rollout, sites, course.ring()) : List.of(), course);
  }

  private static RolloutEntry.Course course(
      RolloutEntry rollout, List<RolloutSite> sites, Instant now) {
    int ring = rollout.course().ring();
    Instant since = rollout.course().since();
    while (isDone(rollout, sites, ring)) {
      if (ring == rollout.plan().lastRing()) {
        boolean over = sites.stream().allMatch(each -> each.outcome(rollout).isOver());
        String state = over ? Rollout.SUCCEEDED : Rollout.RUNNING;
        return new RolloutEntry.Course(state, ring, null, null);
      }
      Instant start = since == null ? now : since;
      if (provesSomething(rollout, sites, ring)
          && now.isBefore(start.plus(rollout.plan().soak()))) {
        return new RolloutEntry.Course(Rollout.RUNNING, ring, start, null);
      }
      ring++;
      since = null;
    }
    return new RolloutEntry.Course(Rollout.RUNNING, ring, null, null);
  }

  /** This ring, and what of those before came back since. */
  private static boolean isDone(RolloutEntry rollout, List<RolloutSite> sites, int last) {
    for (int ring = 0; ring <= last; ring++) {
      boolean open =
          of(sites, ring).anyMatch(is(rollout, Outcome.WAITING).or(is(rollout, Outcome.UPGRADING)));
      boolean silent =
          of(sites, ring)
              .filter(is(rollout, Outcome.OFFLINE))
              .anyMatch(each -> each.isAt(Move.Stage.BEGUN, rollout));
      boolean proved = of(sites, ring).anyMatch(is(rollout, Outcome.SUCCEEDED));
      if (open || (silent && !proved)) {
        return false;
      }
    }
    return true;
  }

  /** A ring of nobody, or of what was given up, need not soak. */
  private static boolean provesSomething(RolloutEntry rollout, List<RolloutSite> sites, int ring) {
    return of(sites, ring)
        .map(each -> each.outcome(rollout))
        .anyMatch(each -> each == Outcome.SUCCEEDED || !each.isOver());
  }

  private static List<RolloutSite> begin(RolloutEntry rollout, List<RolloutSite> sites, int last) {
    List<RolloutSite> chosen = new ArrayList<>();
    for (int ring = 0; ring <= last; ring++) {
      Set<String> unavailable = new HashSet<>();
      of(sites, ring)
          .filter(is(rollout, Outcome.UPGRADING))
          .forEach(each -> unavailable.add(each.extension().cluster()));
      of(sites, ring)
          .filter(is(rollout, Outcome.WAITING))
          .filter(each -> each.presence() == Presence.ONLINE)
          .filter(each -> isRoomFor(each, unavailable, rollout.plan().maxUnavailable()))
          .forEach(chosen::add);
    }
    return chosen;
  }

  /** All of one cluster may change at once. */
  private static boolean isRoomFor(RolloutSite site, Set<String> unavailable, int most) {
    String cluster = site.extension().cluster();
    return unavailable.contains(cluster) || (unavailable.size() < most && unavailable.add(cluster));
  }

  private static Stream<RolloutSite> of(List<RolloutSite> sites, int ring) {
    return sites.stream().filter(each -> each.ring() == ring);
  }

  private static Predicate<RolloutSite> is(RolloutEntry rollout, Outcome outcome) {
    return site -> site.outcome(rollout) == outcome;
  }
}
