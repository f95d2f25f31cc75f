package io.outport.hub.resource;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who is below whom in the tree of connected registries; walks end also where it has a circle. */
public final class Lineage {
  private Lineage() {}

  /** Whether the site is somewhere below the one with this name. */
  public static boolean isBelow(Resources resources, SiteEntry site, String ancestor) {
    return ancestors(resources, site).contains(Resources.key(ancestor));
  }

  /** All sites below this one, at any depth. */
  static List<SiteEntry> below(Resources resources, SiteEntry site) {
    return resources.sites().values().stream()
        .filter(each -> !each.desired().parent().isEmpty())
        .filter(each -> isBelow(resources, each, site.name()))
        .toList();
  }

  /** The keys of the sites above this one. */
  static Set<String> ancestors(Resources resources, SiteEntry site) {
    Set<String> found = new HashSet<>();
    Optional<SiteEntry> step = Optional.of(site);
    while (step.isPresent()) {
      String parent = step.get().desired().parent();
      boolean fresh = !parent.isEmpty() && found.add(Resources.key(parent));
      step = fresh ? resources.site(parent) : Optional.empty();
    }
    return found;
  }
}
