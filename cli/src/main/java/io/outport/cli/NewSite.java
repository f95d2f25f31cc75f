package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.ResourceClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ResourceId;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A site that is about to be made: its ancestors' rights first, then its token's, then itself, so
 * that each hop can relay from the first moment (reference, 3.1 "Ancestor fix-up"). A refusal takes
 * back what was written.
 *
 * @param repositories empty where the site signs in with an existing token
 * @param syncToken empty where a token is to be made
 */
record NewSite(
    HubClient client,
    Output output,
    String name,
    String mode,
    List<String> repositories,
    String syncToken) {
  private static final int SHORTEST_NAME = 5;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]{5,50}");

  /** Refuses a name that no connected registry can have. */
  static void requireName(String name) {
    if (name.length() < SHORTEST_NAME) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "the name '%s' is too short: use at least %d letters and digits"
              .formatted(name, SHORTEST_NAME));
    }
    if (!NAME.matcher(name).matches()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "the name '%s' is not allowed: use 5 to 50 letters and digits".formatted(name));
    }
  }

  /** Makes it below this parent, or below the hub. */
  ConnectedRegistry create(
      @Nullable String parent, List<String> clientTokens, ConnectedRegistry.Properties wanted) {
    List<String> clients =
        clientTokens.stream()
            .map(each -> client.tokens().id(each))
            .map(ResourceId::toString)
            .toList();
    Undo undo = new Undo();
    return undo.unlessRefused(
        () -> {
          ResourceClient.Seen<ConnectedRegistry> seen = client.connectedRegistries().look(name);
          requireFree(seen);
          List<ConnectedRegistry> ancestors = ancestors(parent);
          List<String> relayed = relayed();
          SyncRights rights = new SyncRights(client);
          ancestors.forEach(above -> rights.add(above, relayed, undo));
          String token = syncToken.isEmpty() ? makeToken(undo) : syncToken;
          return client.connectedRegistries().put(seen, site(wanted, ancestors, clients, token));
        });
  }

  private void requireFree(ResourceClient.Seen<ConnectedRegistry> seen) {
    if (syncToken.isEmpty() && seen.state().isPresent()) {
      throw new Refusal(
          Refusal.Exit.REJECTED,
          "connected registry '%s' exists already: choose another name, or change it with 'update'"
              .formatted(name));
    }
  }

  private List<ConnectedRegistry> ancestors(@Nullable String parent) {
    if (parent == null || parent.isBlank()) {
      return List.of();
    }
    SiteTree tree = new SiteTree(client.connectedRegistries().list());
    ConnectedRegistry above = tree.get(parent);
    SiteMode.requireBelow(above, mode);
    return Stream.concat(Stream.of(above), tree.ancestors(above).stream()).toList();
  }

  /** What the ancestors must be able to do for this site. */
  private List<String> relayed() {
    if (syncToken.isEmpty()) {
      return SiteScopes.actions(name, mode, repositories);
    }
    List<String> ofToken = new SyncRights(client).scopeMap(syncToken).actions();
    if (!ofToken.containsAll(SiteScopes.gateway(name))) {
      output.warn(
          ("token '%s' lacks rights at its parent's gateway, so the site could not sync with it;"
                  + " add them with: outport scope-map update -n SCOPE-MAP --add-gateway %s %s")
              .formatted(syncToken, name, String.join(" ", SiteScopes.GATEWAY)));
    }
    Stream<String> repositoryRights =
        ofToken.stream().filter(line -> line.startsWith("repositories/"));
    return Stream.concat(repositoryRights, SiteScopes.gateway(name).stream()).toList();
  }

  private String makeToken(Undo undo) {
    putScopeMap(undo);
    var token = Token.of(client.scopeMaps().id(name).toString());
    var _ = undo.put(client.tokens(), client.tokens().look(name), token);
    return name;
  }

  private void putScopeMap(Undo undo) {
    List<String> actions = SiteScopes.actions(name, mode, repositories);
    ResourceClient.Seen<ScopeMap> seen = client.scopeMaps().look(name);
    var wanted = ScopeMap.of("Made for connected registry " + name, actions);
    var _ = undo.put(client.scopeMaps(), seen, wanted);
    if (seen.state().isPresent()) {
      output.warn("overwrote the scope map '%s'".formatted(name));
    }
  }

  private ConnectedRegistry site(
      ConnectedRegistry.Properties wanted,
      List<ConnectedRegistry> ancestors,
      List<String> clients,
      String token) {
    var sync = Objects.requireNonNull(wanted.parent()).syncProperties();
    var withToken =
        new ConnectedRegistry.SyncProperties(
            client.tokens().id(token).toString(),
            sync == null ? null : sync.schedule(),
            sync == null ? null : sync.syncWindow(),
            sync == null ? null : sync.messageTtl(),
            null,
            null);
    String parentId =
        ancestors.isEmpty()
            ? null
            : client.connectedRegistries().id(SiteTree.name(ancestors.getFirst())).toString();
    var parent = new ConnectedRegistry.Parent(parentId, withToken);
    return new ConnectedRegistry(
        null,
        null,
        null,
        ConnectedRegistry.Properties.desired(mode, parent, clients, wanted.logging())
            .with(wanted.notificationsList(), wanted.garbageCollection()));
  }
}
