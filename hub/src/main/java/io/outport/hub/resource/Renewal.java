package io.outport.hub.resource;

import io.outport.hubapi.gateway.Descendant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which sites are told something else after a change. Works out the configurations of those alone
 * that the change can have reached: what a site is told is made of its own entry, of the tokens
 * that it names and their scope maps, and of the same for each site below it.
 */
final class Renewal {
  private final Resources before;
  private final Resources after;
  private final Set<String> renewed = new TreeSet<>();

  private Renewal(Resources before, Resources after) {
    this.before = before;
    this.after = after;
  }

  /** The state after, in which each site that is told something else has a revision of its own. */
  static Resources renew(Resources before, Resources after, Differences differences) {
    Set<String> keys = new Renewal(before, after).keys(differences);
    long revision = after.lastRevision();
    List<SiteEntry> entries = new ArrayList<>();
    for (String key : keys) {
      revision++;
      entries.add(Objects.requireNonNull(after.sites().get(key)).withRevision(revision));
    }
    return entries.isEmpty() ? after : after.withSites(entries, revision);
  }

  private Set<String> keys(Differences differences) {
    for (String key : reached(differences)) {
      judge(key);
    }
    renewed.retainAll(after.sites().keySet());
    return renewed;
  }

  /** The sites whose own part, or whose place in the tree, can be another. */
  private Set<String> reached(Differences differences) {
    Set<String> reached = new TreeSet<>();
    for (String key : differences.sites()) {
      SiteEntry old = before.sites().get(key);
      SiteEntry site = after.sites().get(key);
      // A report is told to nobody.
      if (old == null || site == null || !isSame(old, site)) {
        reached.add(key);
      }
      if (!place(old).equals(place(site))) {
        addBelow(before, old, reached);
        addBelow(after, site, reached);
      }
    }
    addUsers(before, differences, reached);
    addUsers(after, differences, reached);
    return reached;
  }

  private static boolean isSame(SiteEntry old, SiteEntry site) {
    return old.name().equals(site.name())
        && old.created().equals(site.created())
        && old.revision() == site.revision()
        && old.desired().equals(site.desired())
        && Objects.equals(old.holder(), site.holder());
  }

  private static Optional<String> place(@Nullable SiteEntry site) {
    return Optional.ofNullable(site).map(each -> Resources.key(each.desired().parent()));
  }

  private static void addBelow(Resources state, @Nullable SiteEntry site, Set<String> reached) {
    if (site != null) {
      Lineage.below(state, site).forEach(each -> reached.add(Resources.key(each.name())));
    }
  }

  private static void addUsers(Resources state, Differences differences, Set<String> reached) {
    Set<String> tokens = new TreeSet<>(differences.tokens());
    if (!differences.scopeMaps().isEmpty()) {
      state.tokens().entrySet().stream()
          .filter(
              entry -> differences.scopeMaps().contains(Resources.key(entry.getValue().scopeMap())))
          .forEach(entry -> tokens.add(entry.getKey()));
    }
    if (!tokens.isEmpty()) {
      state.sites().entrySet().stream()
          .filter(entry -> uses(entry.getValue().desired(), tokens))
          .forEach(entry -> reached.add(entry.getKey()));
    }
  }

  private static boolean uses(SiteEntry.Desired desired, Set<String> tokens) {
    return tokens.contains(Resources.key(desired.syncToken()))
        || desired.clientTokens().stream().map(Resources::key).anyMatch(tokens::contains);
  }

  /** Renews a site that is told something else of itself, and all above who are told of it. */
  private void judge(String key) {
    SiteEntry old = before.sites().get(key);
    SiteEntry site = after.sites().get(key);
    if (old == null
        || site == null
        || !old.created().equals(site.created())
        || !SiteConfigurations.own(before, old).equals(SiteConfigurations.own(after, site))) {
      renewed.add(key);
    }
    Told then = Told.of(before, old);
    Told now = Told.of(after, site);
    renewed.addAll(then.listMissing(now));
    renewed.addAll(now.listMissing(then));
  }

  /** What is told of a site, and the keys of those above it who are told. */
  private record Told(Optional<Descendant> what, Set<String> whom) {

    static Told of(Resources state, @Nullable SiteEntry site) {
      if (site == null) {
        return new Told(Optional.empty(), Set.of());
      }
      Optional<Descendant> what = SiteConfigurations.descendant(state, site);
      return new Told(what, what.isEmpty() ? Set.of() : Lineage.ancestors(state, site));
    }

    /** Those who are not told the same there. */
    List<String> listMissing(Told other) {
      boolean same = what.equals(other.what);
      return whom.stream().filter(key -> !same || !other.whom.contains(key)).toList();
    }
  }
}
