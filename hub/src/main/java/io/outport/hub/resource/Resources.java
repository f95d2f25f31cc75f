package io.outport.hub.resource;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All resources at one moment; immutable. The keys are the names in lower case.
 *
 * @param lastRevision the last one that a site's configuration was given
 */
public record Resources(
    SortedMap<String, ScopeMapEntry> scopeMaps,
    SortedMap<String, TokenEntry> tokens,
    SortedMap<String, SiteEntry> sites,
    long lastRevision) {

  /** Nothing yet. */
  public static final Resources NONE =
      new Resources(
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          0);

  /** The key of a name. */
  public static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The scope map with this name. */
  public Optional<ScopeMapEntry> scopeMap(String name) {
    return Optional.ofNullable(scopeMaps.get(key(name)));
  }

  /** The token with this name. */
  public Optional<TokenEntry> token(String name) {
    return Optional.ofNullable(tokens.get(key(name)));
  }

  /** The connected registry with this name. */
  public Optional<SiteEntry> site(String name) {
    return Optional.ofNullable(sites.get(key(name)));
  }

  Resources with(ScopeMapEntry entry) {
    return new Resources(with(scopeMaps, entry.name(), entry), tokens, sites, lastRevision);
  }

  Resources with(TokenEntry entry) {
    return new Resources(scopeMaps, with(tokens, entry.name(), entry), sites, lastRevision);
  }

  /** These resources with this one put in. */
  public Resources with(SiteEntry entry) {
    return new Resources(scopeMaps, tokens, with(sites, entry.name(), entry), lastRevision);
  }

  Resources withoutScopeMap(String name) {
    return new Resources(without(scopeMaps, name), tokens, sites, lastRevision);
  }

  Resources withoutToken(String name) {
    return new Resources(scopeMaps, without(tokens, name), sites, lastRevision);
  }

  Resources withoutSite(String name) {
    return new Resources(scopeMaps, tokens, without(sites, name), lastRevision);
  }

  Resources withSites(Collection<SiteEntry> changed, long revision) {
    TreeMap<String, SiteEntry> copy = new TreeMap<>(sites);
    changed.forEach(entry -> copy.put(key(entry.name()), entry));
    return new Resources(scopeMaps, tokens, Collections.unmodifiableSortedMap(copy), revision);
  }

  private static <T> SortedMap<String, T> with(SortedMap<String, T> map, String name, T entry) {
    TreeMap<String, T> copy = new TreeMap<>(map);
    copy.put(key(name), entry);
    return Collections.unmodifiableSortedMap(copy);
  }

  private static <T> SortedMap<String, T> without(SortedMap<String, T> map, String name) {
    TreeMap<String, T> copy = new TreeMap<>(map);
    copy.remove(key(name));
    return Collections.unmodifiableSortedMap(copy);
  }
}
