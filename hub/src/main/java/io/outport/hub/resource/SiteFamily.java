package io.outport.hub.resource;

import io.outport.hubapi.model.ResourceId;
import io.outport.oci.model.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who is above and below whom among the connected registries: one tree, with the hub as its root
 * (reference, 2 {@code parent.id} and 3.1 {@code --parent}).
 */
final class SiteFamily {
  private static final String READ_WRITE = "ReadWrite";

  private SiteFamily() {}

  /** The name of the parent that this id means, as it is written; empty text for the hub. */
  static String parent(ResourceId registry, Resources resources, String id) {
    if (id.isBlank()) {
      return "";
    }
    return ResourceId.find(id)
        .filter(each -> each.kind().equals(ResourceId.CONNECTED_REGISTRIES))
        .filter(each -> each.registryId().isSame(registry))
        .flatMap(each -> resources.site(each.name()))
        .map(SiteEntry::name)
        .orElseThrow(
            () ->
                ResourceProblem.invalid(
                    "ParentNotFound",
                    ("parent '%s' is no connected registry of this hub: give the id of one, or none"
                            + " for the hub itself")
                        .formatted(Quoted.shorten(id))));
  }

  /**
   * Refuses a place in the tree that a site cannot have.
   *
   * @throws ResourceProblem {@code ParentCycle} where the parent is the site or below it, {@code
   *     ParentModeMismatch} for one that writes below one that only reads
   */
  static void requireFitting(Resources resources, String name, SiteEntry.Desired desired) {
    if (ancestors(resources, desired.parent()).stream()
        .anyMatch(each -> each.name().equalsIgnoreCase(name))) {
      throw ResourceProblem.invalid(
          "ParentCycle",
          "connected registry '%s' cannot be below '%s', which is itself or below it"
              .formatted(Quoted.shorten(name), desired.parent()));
    }
    resources
        .site(desired.parent())
        .filter(parent -> !parent.desired().mode().equals(READ_WRITE))
        .filter(parent -> !parent.desired().mode().equals(desired.mode()))
        .ifPresent(
            parent -> {
              throw ResourceProblem.invalid(
                  "ParentModeMismatch",
                  ("connected registry '%s' cannot be %s below '%s', which is %s: only below a"
                          + " ReadWrite one may another write")
                      .formatted(
                          Quoted.shorten(name),
                          desired.mode(),
                          parent.name(),
                          parent.desired().mode()));
            });
  }

  /** The site with this name and all above it, nearest first; none for the hub. */
  static List<SiteEntry> ancestors(Resources resources, String name) {
    List<SiteEntry> line = new ArrayList<>();
    Optional<SiteEntry> next = resources.site(name);
    // Each step must bring another site, so that rows that somebody bent into a ring end too.
    while (next.isPresent() && line.size() < resources.sites().size()) {
      line.add(next.get());
      next = resources.site(next.get().desired().parent());
    }
    return line;
  }

  /** Refuses to take away what others are below of. */
  static void requireChildless(Resources resources, String name) {
    List<String> children =
        resources.sites().values().stream()
            .filter(site -> site.desired().parent().equalsIgnoreCase(name))
            .map(SiteEntry::name)
            .toList();
    if (!children.isEmpty()) {
      throw ResourceProblem.conflict(
          "ConnectedRegistryHasChildren",
          "connected registry '%s' is the parent of %s: delete what is below it first"
              .formatted(Quoted.shorten(name), String.join(", ", children)));
    }
  }
}
