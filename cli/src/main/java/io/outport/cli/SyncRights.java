package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The scope maps of sites' sync tokens: what each site may fetch, and relay for those below it. */
record SyncRights(HubClient client) {

  /** The name of the site's sync token. */
  static String tokenName(ConnectedRegistry site) {
    return Optional.ofNullable(site.properties().parent())
        .map(ConnectedRegistry.Parent::syncProperties)
        .map(ConnectedRegistry.SyncProperties::tokenId)
        .map(SiteTable::lastPart)
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Exit.REJECTED,
                    "the hub did not say which sync token connected registry '%s' has"
                        .formatted(SiteTree.name(site))));
  }

  /** The scope map of a token. */
  ScopeMap scopeMap(String token) {
    return Optional.ofNullable(client.tokens().get(token))
        .map(Token::properties)
        .map(Token.Properties::scopeMapId)
        .map(id -> client.scopeMaps().get(SiteTable.lastPart(id)))
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Exit.REJECTED,
                    "token '%s' has no scope map: give it one with 'outport token update'"
                        .formatted(token)));
  }

  /** The scope map of the site's sync token. */
  ScopeMap of(ConnectedRegistry site) {
    return scopeMap(tokenName(site));
  }

  /** Adds these lines to the site's scope map; answers whether it lacked any. */
  boolean add(ConnectedRegistry site, List<String> lines, Undo undo) {
    return change(site, now -> with(now, lines), lacked -> gone -> without(gone, lacked), undo);
  }

  /** Takes these lines from the site's scope map; answers whether it had any. */
  boolean remove(ConnectedRegistry site, List<String> lines, Undo undo) {
    return change(site, now -> without(now, lines), had -> back -> with(back, had), undo);
  }

  /**
   * What was changed is taken back alone: others may have changed the same map since.
   *
   * @param inverse takes back the lines that it is given
   */
  private boolean change(
      ConnectedRegistry site,
      UnaryOperator<Set<String>> change,
      Function<List<String>, UnaryOperator<Set<String>>> inverse,
      Undo undo) {
    String map = Optional.ofNullable(of(site).name()).orElse("");
    Set<String> different = new LinkedHashSet<>();
    var _ =
        update(
            map,
            now -> {
              Set<String> wanted = change.apply(now);
              different.clear();
              Stream.concat(now.stream(), wanted.stream())
                  .filter(line -> now.contains(line) != wanted.contains(line))
                  .forEach(different::add);
              return wanted;
            });
    if (!different.isEmpty()) {
      undo.with(() -> update(map, inverse.apply(List.copyOf(different))));
    }
    return !different.isEmpty();
  }

  private ScopeMap update(String map, UnaryOperator<Set<String>> change) {
    return client
        .scopeMaps()
        .update(
            map,
            now -> {
              Set<String> lines = new LinkedHashSet<>(now.actions());
              Set<String> wanted = change.apply(lines);
              return wanted.equals(lines)
                  ? Optional.empty()
                  : Optional.of(ScopeMap.ofActions(List.copyOf(wanted)));
            });
  }

  private static Set<String> with(Set<String> lines, List<String> more) {
    Set<String> all = new LinkedHashSet<>(lines);
    all.addAll(more);
    return all;
  }

  private static Set<String> without(Set<String> lines, List<String> fewer) {
    Set<String> rest = new LinkedHashSet<>(lines);
    rest.removeAll(Set.copyOf(fewer));
    return rest;
  }
}
