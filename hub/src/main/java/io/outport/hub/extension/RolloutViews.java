package io.outport.hub.extension;

import io.outport.hub.resource.HubFacts;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.Rollout;
import io.outport.hubapi.model.StatusItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rollouts as people see them. */
record RolloutViews(FleetStore store, HubFacts hub) {

  /** With its sites, or only with how many there are of each outcome. */
  Rollout view(RolloutEntry entry, List<RolloutSite> sites, boolean whole) {
    RolloutEntry.Plan plan = entry.plan();
    RolloutEntry.Course course = entry.course();
    List<Rollout.Site> shown = course.ended() == null ? sites(entry, sites) : course.ended();
    Map<String, Integer> outcomes = new TreeMap<>();
    shown.forEach(each -> outcomes.merge(each.outcome(), 1, Integer::sum));
    return new Rollout(
        "/subscriptions/%s/resourceGroups/%s/providers/%s/%s"
            .formatted(hub.subscriptionId(), entry.group(), Rollout.TYPE, entry.name()),
        entry.name(),
        Rollout.TYPE,
        new Rollout.Properties(
            plan.extensionType(),
            plan.chart().version(),
            plan.rings(),
            plan.maxUnavailable(),
            plan.soak().toString(),
            "Succeeded",
            course.state(),
            message(entry, sites, outcomes),
            plan.ringName(course.ring()),
            soaked(entry),
            outcomes,
            whole ? shown : null),
        entry.systemData());
  }

  List<Rollout.Site> sites(RolloutEntry rollout, List<RolloutSite> sites) {
    return sites.stream().map(each -> site(rollout, each)).toList();
  }

  private Rollout.Site site(RolloutEntry rollout, RolloutSite site) {
    ExtensionEntry entry = site.extension();
    ExtensionReport report = entry.progress().report();
    return new Rollout.Site(
        clusterName(entry),
        entry.name(),
        rollout.plan().ringName(site.ring()),
        site.outcome(rollout).word(),
        report == null ? null : report.currentVersion(),
        words(rollout, site));
  }

  private String words(RolloutEntry rollout, RolloutSite site) {
    ExtensionEntry entry = site.extension();
    return switch (site.outcome(rollout)) {
      case WAITING, SUCCEEDED -> "";
      case OFFLINE -> "begun when it is back; " + heard(entry);
      case HELD -> site.hold().isEmpty() ? status(entry) : site.hold();
      case UPGRADING -> status(entry);
      case ROLLED_BACK, FAILED -> failure(site, rollout).map(Move.Failure::words).orElse("");
      case LEFT_OUT ->
          site.lost()
              ? "its protected settings are lost: give them again"
              : "version %s was chosen for it".formatted(entry.wish().chart().version());
    };
  }

  private String heard(ExtensionEntry entry) {
    return store
        .cluster(entry.cluster())
        .flatMap(store::heard)
        .map("last heard at %s"::formatted)
        .orElse("never heard");
  }

  private static String status(ExtensionEntry entry) {
    return entry
        .currentReport()
        .flatMap(report -> report.statuses().stream().findFirst())
        .map(StatusItem::message)
        .orElse("the agent has not begun yet");
  }

  private static Optional<Move.Failure> failure(RolloutSite site, RolloutEntry rollout) {
    return site.move(rollout).flatMap(move -> Optional.ofNullable(move.failure()));
  }

  private String message(
      RolloutEntry entry, List<RolloutSite> sites, Map<String, Integer> outcomes) {
    return switch (entry.course().state()) {
      case Rollout.STOPPED ->
          sites.stream()
              .filter(each -> each.isAt(Move.Stage.FAILED, entry))
              .findFirst()
              .map(each -> stopped(entry, each))
              .orElse("");
      case Rollout.PAUSED -> "begins nothing: go on with 'outport rollout resume'";
      case Rollout.RUNNING -> running(entry, outcomes);
      default -> "";
    };
  }

  private String stopped(RolloutEntry rollout, RolloutSite site) {
    Optional<Move.Failure> failure = failure(site, rollout);
    return "extension '%s' of cluster '%s' %s: %s; go on without it with 'outport rollout resume', or end it with 'outport rollout cancel'"
        .formatted(
            site.extension().name(),
            clusterName(site.extension()),
            failure.filter(Move.Failure::rolledBack).isPresent() ? "was rolled back" : "failed",
            failure.map(Move.Failure::words).orElse("its agent gave no reason"));
  }

  private static String running(RolloutEntry entry, Map<String, Integer> outcomes) {
    Instant soaked = soaked(entry);
    if (soaked != null) {
      return "ring '%s' has succeeded: the next one begins at %s"
          .formatted(entry.plan().ringName(entry.course().ring()), soaked);
    }
    int offline = outcomes.getOrDefault(RolloutSite.Outcome.OFFLINE.word(), 0);
    int held = outcomes.getOrDefault(RolloutSite.Outcome.HELD.word(), 0);
    return offline + held == 0 ? "" : "%d offline, %d held".formatted(offline, held);
  }

  private static @Nullable Instant soaked(RolloutEntry entry) {
    Instant since = entry.course().since();
    return since == null ? null : since.plus(entry.plan().soak());
  }

  private String clusterName(ExtensionEntry entry) {
    return store.cluster(entry.cluster()).map(ClusterEntry::name).orElse(entry.cluster());
  }
}
