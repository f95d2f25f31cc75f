package io.outport.cli;

import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All sites and who is below whom; names compare whole and without regard to case. */
final class SiteTree {
  private final Map<String, ConnectedRegistry> sites = new LinkedHashMap<>();

  SiteTree(List<ConnectedRegistry> all) {
    all.forEach(site -> sites.put(key(name(site)), site));
  }

  /** The site with this name. */
  ConnectedRegistry get(String name) {
    return Optional.ofNullable(sites.get(key(name)))
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Exit.NOT_FOUND,
                    "there is no connected registry '%s': see 'outport connected-registry list'"
                        .formatted(name)));
  }

  /** Those directly below this one, or below the hub where it is null. */
  List<ConnectedRegistry> children(@Nullable String parent) {
    return sites.values().stream()
        .filter(
            site ->
                parent == null
                    ? parentName(site).isEmpty()
                    : parentName(site).filter(parent::equalsIgnoreCase).isPresent())
        .toList();
  }

  /** All below this one, however deep; each once, parents before their children. */
  List<ConnectedRegistry> descendants(String name) {
    List<ConnectedRegistry> all = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(key(name)));
    Deque<String> left = new ArrayDeque<>(List.of(name));
    while (!left.isEmpty()) {
      for (ConnectedRegistry child : children(left.removeFirst())) {
        if (seen.add(key(name(child)))) {
          all.add(child);
          left.addLast(name(child));
        }
      }
    }
    return all;
  }

  /** All above this one, the nearest first; none for a child of the hub. */
  List<ConnectedRegistry> ancestors(ConnectedRegistry site) {
    List<ConnectedRegistry> all = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(key(name(site))));
    Optional<String> above = parentName(site);
    while (above.isPresent() && seen.add(key(above.get()))) {
      ConnectedRegistry parent = get(above.get());
      all.add(parent);
      above = parentName(parent);
    }
    return all;
  }

  static String name(ConnectedRegistry site) {
    return site.name() == null ? "" : site.name();
  }

  static String mode(ConnectedRegistry site) {
    return site.properties().mode() == null ? "" : site.properties().mode();
  }

  /** The parent connected registry; empty where that is the hub. */
  static Optional<String> parentName(ConnectedRegistry site) {
    return Optional.ofNullable(site.properties().parent())
        .map(ConnectedRegistry.Parent::id)
        .filter(id -> !id.isBlank())
        .map(SiteTable::lastPart);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
