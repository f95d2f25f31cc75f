package io.outport.hub.extension;

import io.outport.hub.extension.RolloutSite.Presence;
import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.model.Rollout;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/**
 * Moves rollouts on: each minute, and whenever there is news of an extension. What is done with an
 * extension is in one write with it, so that a hub that dies in between goes on from there.
 *
 * @param lost whether the cluster cannot be told of the extension, as its settings are lost
 * @param started when this hub began to listen to agents
 */
record Rollouts(
    FleetStore store,
    RolloutViews views,
    BiPredicate<ClusterEntry, ExtensionEntry> lost,
    Instant started) {

  /** Moves all of them on. */
  void advance(Instant now) {
    for (RolloutEntry each : store.rollouts().all().values()) {
      if (!each.isFinished()) {
        advance(each.key(), now);
      }
    }
  }

  /** Moves those on that an extension of this cluster is of. */
  void advance(ClusterEntry cluster, String extensionType, Instant now) {
    underWay(cluster.group(), extensionType).ifPresent(each -> advance(each.key(), now));
  }

  /** Moves this one on. */
  void advance(String key, Instant now) {
    store.alone(
        () -> {
          RolloutEntry rollout = store.rollouts().all().get(key);
          if (rollout != null && !rollout.isFinished()) {
            step(rollout, now);
          }
          return true;
        });
  }

  /** The one that has not ended, of this type of extension in this group. */
  Optional<RolloutEntry> underWay(String group, String extensionType) {
    return store.rollouts().all().values().stream()
        .filter(each -> !each.isFinished() && each.isOf(group, extensionType))
        .findFirst();
  }

  /** What it is for, as it is now, sorted by cluster and name. */
  List<RolloutSite> sites(RolloutEntry rollout, Instant now) {
    return store.extensions().stream()
        .filter(each -> !each.wish().deleting())
        .filter(
            each -> each.wish().extensionType().equalsIgnoreCase(rollout.plan().extensionType()))
        .flatMap(each -> site(rollout, each, now).stream())
        .toList();
  }

  /** Has what failed no longer stop it; it stays with what it had. Only while alone. */
  void passOver(RolloutEntry rollout, Instant now) {
    for (RolloutSite site : sites(rollout, now)) {
      if (site.isAt(Move.Stage.FAILED, rollout)) {
        change(site, entry -> entry.with(Objects.requireNonNull(entry.move()).passedOver()));
      }
    }
  }

  private Optional<RolloutSite> site(RolloutEntry rollout, ExtensionEntry extension, Instant now) {
    return store
        .cluster(extension.cluster())
        .filter(each -> each.group().equalsIgnoreCase(rollout.group()))
        .map(
            cluster ->
                new RolloutSite(
                    extension,
                    rollout.plan().ring(cluster.described().tags()),
                    presence(cluster, now),
                    hold(cluster),
                    lost.test(cluster, extension)));
  }

  /** A hub that has just started has heard nobody yet, which says nothing of them. */
  private Presence presence(ClusterEntry cluster, Instant now) {
    if (store.isConnected(cluster, now)) {
      return Presence.ONLINE;
    }
    boolean young = now.isBefore(started.plus(ClusterEntry.OFFLINE_AFTER));
    return young && cluster.isEnrolled() ? Presence.UNKNOWN : Presence.OFFLINE;
  }

  private static String hold(ClusterEntry cluster) {
    AgentReport report = cluster.agent().report();
    return report == null ? "" : Objects.requireNonNullElse(report.hold(), "");
  }

  private void step(RolloutEntry rollout, Instant now) {
    List<RolloutSite> sites = sites(rollout, now);
    RolloutDecision decision = RolloutDecision.decide(rollout, sites, now);
    decision.failing().forEach(each -> giveUp(rollout, each, now));
    decision.begin().forEach(each -> begin(rollout, each, now));
    RolloutEntry.Course course = decision.course();
    RolloutEntry.Course next =
        course.state().equals(Rollout.SUCCEEDED)
            ? course.end(Rollout.SUCCEEDED, views.sites(rollout, sites))
            : course;
    // Last, so that what was cut off before it is decided again.
    store.rollouts().change(rollout.key(), old -> old.map(each -> each.with(next)));
  }

  private void begin(RolloutEntry rollout, RolloutSite site, Instant now) {
    String writer = Objects.requireNonNullElse(rollout.systemData().createdBy(), "");
    change(
        site, entry -> entry.moved(rollout.incarnation(), rollout.plan().chart()).by(writer, now));
  }

  private void giveUp(RolloutEntry rollout, RolloutSite site, Instant now) {
    Move.Failure failure = site.findFailure(rollout, now).orElseThrow();
    change(site, entry -> entry.givenUp(failure));
  }

  private void change(RolloutSite site, UnaryOperator<ExtensionEntry> work) {
    ExtensionEntry seen = site.extension();
    store.changeExtension(
        seen.cluster(),
        seen.name(),
        old -> old.map(entry -> entry.equals(seen) ? work.apply(entry) : entry));
  }
}
