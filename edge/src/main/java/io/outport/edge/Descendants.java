package io.outport.edge;

import io.outport.hubapi.gateway.ClientAccount;
import io.outport.hubapi.gateway.Descendant;
import io.outport.hubapi.gateway.SiteConfiguration;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The sites below this one, as its own configuration tells of them. */
record Descendants(SiteConfiguration own) {

  /** The one with this name, however deep. */
  Optional<Descendant> find(String name) {
    return own.descendants().stream()
        .filter(each -> each.name().equalsIgnoreCase(name))
        .findFirst();
  }

  /** Whether it talks to this site and to no other. */
  boolean isChild(Descendant site) {
    return site.parent().equalsIgnoreCase(own.name());
  }

  /** Whether both are below this site, and the first somewhere below the second. */
  boolean isBelow(String name, String ancestor) {
    Optional<Descendant> step = find(name);
    // A chain that were longer than the list would be a circle.
    for (int i = 0; i < own.descendants().size() && step.isPresent(); i++) {
      String parent = step.get().parent();
      if (parent.equalsIgnoreCase(ancestor)) {
        return find(ancestor).isPresent();
      }
      step = find(parent);
    }
    return false;
  }

  /** What a descendant is told: its own part, with the list of those below it. */
  Optional<SiteConfiguration> configurationOf(String name) {
    return find(name)
        .map(Descendant::configuration)
        .map(
            it ->
                it.withDescendants(
                    own.descendants().stream()
                        .filter(each -> isBelow(each.name(), name))
                        .toList()));
  }

  /** How long messages must be kept for the sites right below; zero where there are none. */
  Duration longestMessageTtl() {
    return own.descendants().stream()
        .filter(this::isChild)
        .map(each -> SiteState.messageTtl(each.configuration()))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** What the sites that copy from this one sign in with. */
  List<ClientAccount> childTokens() {
    return own.descendants().stream().filter(this::isChild).map(Descendant::syncToken).toList();
  }

  /** What all sites below this one sign in with, at whichever parent. */
  List<ClientAccount> tokens() {
    return own.descendants().stream().map(Descendant::syncToken).toList();
  }
}
