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
    ScopeMap map = of(site);
    Set<String> all = new LinkedHashSet<>(map.actions());
    return all.addAll(lines) && change(map, all, undo);
  }

  /** Takes these lines from the site's scope map; answers whether it had any. */
  boolean remove(ConnectedRegistry site, List<String> lines, Undo undo) {
    ScopeMap map = of(site);
    Set<String> all = new LinkedHashSet<>(map.actions());
    return all.removeAll(Set.copyOf(lines)) && change(map, all, undo);
  }

  private boolean change(ScopeMap map, Set<String> lines, Undo undo) {
    String name = map.name() == null ? "" : map.name();
    undo.with(() -> client.scopeMaps().patch(name, ScopeMap.ofActions(map.actions())));
    client.scopeMaps().patch(name, ScopeMap.ofActions(List.copyOf(lines)));
    return true;
  }
}
