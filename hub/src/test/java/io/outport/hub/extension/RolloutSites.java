package io.outport.hub.extension;

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
import java.util.List;
import java.util.Map;

/** Sites and rollouts for tests of what a rollout does next. */
final class RolloutSites {
  static final Chart OLD = new Chart("charts/app", "1.0.0", "sha256:old");
  static final Chart NEW = new Chart("charts/app", "2.0.0", "sha256:new");
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration SOAK = Duration.ofMinutes(10);

  private RolloutSites() {}

  static RolloutEntry rollout(int maxUnavailable) {
    return new RolloutEntry(
        "outport",
        "r",
        "inc",
        new RolloutEntry.Plan("app", NEW, List.of("canary"), maxUnavailable, SOAK),
        new RolloutEntry.Course(Rollout.RUNNING, 0, null, null),
        SystemData.UNKNOWN);
  }

  /** As it was before the rollout. */
  static RolloutSite calm(String cluster, int ring) {
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
    return new RolloutSite(entry, ring, Presence.ONLINE, "", false);
  }

  static ExtensionEntry begunOf(ExtensionEntry old) {
    return old.wishing(old.wish().at(NEW, null))
        .with(Move.begun("inc", NEW, new Move.Before(OLD, null)));
  }

  static RolloutSite begun(String cluster, int ring, String state) {
    ExtensionEntry entry = begunOf(calm(cluster, ring).extension());
    return new RolloutSite(
        heard(entry, report(entry.generation(), state), START), ring, Presence.ONLINE, "", false);
  }

  static RolloutSite done(String cluster, int ring) {
    return begun(cluster, ring, "Succeeded");
  }

  static RolloutSite with(RolloutSite site, Presence presence) {
    return new RolloutSite(site.extension(), site.ring(), presence, site.hold(), site.lost());
  }

  static ExtensionEntry heard(ExtensionEntry entry, ExtensionReport report, Instant now) {
    ExtensionEntry heard = entry.with(new ExtensionEntry.Progress(true, report));
    Move move = heard.move();
    return move == null || !heard.wish().chart().equals(move.chart())
        ? heard
        : heard.with(move.heard(report, now));
  }

  static ExtensionReport report(long generation, String state) {
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
