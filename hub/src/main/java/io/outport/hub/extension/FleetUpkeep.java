package io.outport.hub.extension;

import io.outport.hubapi.agent.DesiredExtension;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a hub does for its clusters each minute: moves extensions on to new versions where they
 * follow them, and drops protected settings that nobody fetched.
 */
public record FleetUpkeep(Fleet fleet) {

  /** One round. */
  public void run() {
    Map<String, List<ChartCatalog.Version>> known = new HashMap<>();
    Instant now = fleet.now();
    for (ExtensionEntry entry : fleet.store().extensions()) {
      if (entry.secrets().isOutOfTime(now) || newer(entry, known).isPresent()) {
        fleet
            .store()
            .changeExtension(
                entry.cluster(),
                entry.name(),
                old -> old.map(each -> renewed(each, entry.generation(), now, known)));
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
    return newer(entry, known)
        .map(chart -> entry.next(entry.wish().with(chart), entry.secrets()))
        .orElse(entry);
  }

  private Optional<DesiredExtension.Chart> newer(
      ExtensionEntry entry, Map<String, List<ChartCatalog.Version>> known) {
    ExtensionEntry.Wish wish = entry.wish();
    if (wish.deleting() || wish.autoUpgradeMode().equals(ExtensionRules.NEVER)) {
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
                    .findFirst())
        .map(ChartCatalog.Version::chart);
  }
}
