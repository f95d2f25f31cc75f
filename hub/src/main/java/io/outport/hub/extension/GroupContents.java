package io.outport.hub.extension;

import io.outport.hub.resource.GroupDesk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The clusters and rollouts of resource groups. */
public record GroupContents(FleetStore store) implements GroupDesk.Contents {
  private static final int NAMED = 5;

  @Override
  public <T> T alone(Supplier<T> work) {
    return store.alone(work);
  }

  @Override
  public Optional<String> findWords(String group) {
    List<String> clusters =
        store.clusters().stream()
            .filter(each -> each.group().equalsIgnoreCase(group))
            .map(ClusterEntry::name)
            .toList();
    List<String> rollouts =
        store.rollouts().all().values().stream()
            .filter(each -> each.group().equalsIgnoreCase(group))
            .map(RolloutEntry::name)
            .toList();
    List<String> words = new ArrayList<>();
    words(group, "cluster", clusters).ifPresent(words::add);
    words(group, "rollout", rollouts).ifPresent(words::add);
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", words));
  }

  /** What is also the name of its commands. */
  private static Optional<String> words(String group, String what, List<String> names) {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    return Optional.of(
        "%d %s%s (%s%s), see 'outport %s delete -g %s -n %s'"
            .formatted(
                names.size(),
                what,
                names.size() == 1 ? "" : "s",
                first,
                names.size() > NAMED ? " …" : "",
                what,
                group,
                names.getFirst()));
  }
}
