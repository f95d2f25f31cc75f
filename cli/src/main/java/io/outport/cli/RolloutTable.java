package io.outport.cli;

import io.outport.hubapi.model.Rollout;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rollouts as table rows, and one rollout as a row for each site. */
final class RolloutTable {
  static final List<String> TITLES = List.of("Name", "Type", "Version", "State", "Ring", "Sites");

  private static final List<String> SITE_TITLES =
      List.of("Ring", "Cluster", "Extension", "Outcome", "Version", "Message");
  private static final String OTHERS = "(others)";

  private RolloutTable() {}

  static List<String> row(Rollout rollout) {
    Rollout.Properties known = rollout.properties();
    if (known == null) {
      return List.of(text(rollout.name()), "-", "-", "-", "-", "-");
    }
    return List.of(
        text(rollout.name()),
        text(known.extensionType()),
        text(known.version()),
        text(known.state()),
        ring(known.currentRing()),
        outcomes(known));
  }

  /** In a table's case how it is as a whole stands beside the sites. */
  static void show(Rollout rollout, Output output) {
    Rollout.Properties known = rollout.properties();
    List<Rollout.Site> sites = known == null || known.sites() == null ? List.of() : known.sites();
    if (!output.isTable()) {
      output.show(rollout, TITLES, row(rollout));
      return;
    }
    output.list(rollout, SITE_TITLES, sites.stream().map(RolloutTable::row).toList());
    if (known != null) {
      String message = Objects.requireNonNullElse(known.message(), "");
      output.say(
          "rollout '%s' to %s is %s%s"
              .formatted(
                  rollout.name(),
                  known.version(),
                  known.state(),
                  message.isEmpty() ? "" : ": " + message));
    }
  }

  private static List<String> row(Rollout.Site site) {
    return List.of(
        ring(site.ring()),
        site.cluster(),
        site.extension(),
        site.outcome(),
        text(site.currentVersion()),
        text(site.message()));
  }

  /** Such as {@code Succeeded 3, Waiting 2}. */
  private static String outcomes(Rollout.Properties known) {
    Map<String, Integer> outcomes =
        new TreeMap<>(Objects.requireNonNullElse(known.outcomes(), Map.of()));
    return outcomes.isEmpty()
        ? "-"
        : outcomes.entrySet().stream()
            .map(each -> "%s %d".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String ring(@Nullable String name) {
    return name == null || name.isEmpty() ? OTHERS : name;
  }

  private static String text(@Nullable String value) {
    return value == null || value.isEmpty() ? "-" : value;
  }
}
