package io.outport.hub.extension;

import io.outport.hubapi.agent.DesiredExtension;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a hub does for its clusters each minute: moves rollouts on, and extensions to new versions
 * where they follow them, and drops protected settings that nobody fetched.
 */
public record FleetUpkeep(Fleet fleet) {

  /** One round. */
  public void run() {
    Map<String, List<ChartCatalog.Version>> known = new HashMap<>();
    Instant now = fleet.now();
    fleet.rollouts().advance(now);
    for (ExtensionEntry entry : fleet.store().extensions()) {
      if (entry.secrets().isOutOfTime(now) || newer(entry, known).isPresent()) {
        // Alone, so that no rollout begins between the look for one and the write.
        fleet
            .store()
            .alone(
                () ->
                    fleet
                        .store()
                        .changeExtension(
                            entry.cluster(),
                            entry.name(),
                            old -> old.map(each -> renewed(each, entry.generation(), now, known))));
      }
    }
  }

  private ExtensionEntry renewed(
      ExtensionEntry entry,
      long generation,
      Instant now,
      Map<String, List<ChartCatalog.Version>> known) {
    if (entry.generation() != generation) {
      return entry;
    }
    if (entry.secrets().isOutOfTime(now)) {
      return entry.next(entry.wish(), entry.secrets().drop());
    }
    return newer(entry, known).map(chart -> entry.moved("", chart)).orElse(entry);
  }

  private Optional<DesiredExtension.Chart> newer(
      ExtensionEntry entry, Map<String, List<ChartCatalog.Version>> known) {
    ExtensionEntry.Wish wish = entry.wish();
    boolean never = wish.autoUpgradeMode().equals(ExtensionRules.NEVER);
    if (wish.deleting() || never || isOfRollout(entry)) {
      return Optional.empty();
    }
    return SemanticVersion.find(wish.chart().version())
        .flatMap(
            current ->
                known
                    .computeIfAbsent(wish.chart().repository(), fleet.types().charts()::versions)
                    .stream()
                    .filter(each -> each.train().equalsIgnoreCase(wish.releaseTrain()))
                    .filter(
                        each ->
                            ExtensionRules.follows(wish.autoUpgradeMode(), current, each.number()))
                    .filter(each -> !entry.failedOn(each.chart()))
                    .findFirst())
        .map(ChartCatalog.Version::chart);
  }

  /** A rollout decides on it alone, also while it is paused or stopped. */
  private boolean isOfRollout(ExtensionEntry entry) {
    return fleet
        .store()
        .cluster(entry.cluster())
        .flatMap(
            cluster -> fleet.rollouts().underWay(cluster.group(), entry.wish().extensionType()))
        .isPresent();
  }
}
