package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes a site's resource (reference, 3.2 "delete"). */
@Command(
    name = "delete",
    description = "Delete a site here; the running site keeps what it has until it is removed.")
final class SiteDeleteCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final SiteName name = new SiteName();
  @Mixin private final Confirmation confirmation = new Confirmation();

  @Option(
      names = {"--cleanup"},
      description =
          "Also delete its sync token and that token's scope map, and take its gateway rights from"
              + " those above it.")
  private boolean cleanup;

  /** What a deleted site leaves behind; null for what there is none of. */
  private record Rest(
      @Nullable String token, @Nullable String map, List<ConnectedRegistry> ancestors) {}

  @Override
  public void run() {
    confirmation.ask(
        "Delete connected registry '%s'%s?"
            .formatted(
                name.value,
                cleanup
                    ? " with its sync token and scope map"
                    : ", and leave its sync token and scope map (no --cleanup)"));
    try (HubClient client = hub.open()) {
      ConnectedRegistry site = client.connectedRegistries().get(name.value);
      Rest rest = rest(client, site);
      client.connectedRegistries().delete(name.value);
      output.say("deleted connected registry '%s'".formatted(name.value));
      if (cleanup) {
        cleanUp(client, rest);
      } else {
        commands(client, rest).forEach(each -> output.say("left in place; to delete it: " + each));
      }
    }
  }

  private static Rest rest(HubClient client, ConnectedRegistry site) {
    String token =
        Optional.ofNullable(site.properties().parent())
            .map(ConnectedRegistry.Parent::syncProperties)
            .map(ConnectedRegistry.SyncProperties::tokenId)
            .map(SiteTable::lastPart)
            .orElse(null);
    List<ConnectedRegistry> ancestors =
        SiteTree.parentName(site).isEmpty()
            ? List.of()
            : new SiteTree(client.connectedRegistries().list()).ancestors(site);
    return new Rest(token, token == null ? null : scopeMap(client, token), ancestors);
  }

  private void cleanUp(HubClient client, Rest rest) {
    if (rest.token != null) {
      client.tokens().delete(rest.token);
      output.say("deleted token '%s'".formatted(rest.token));
    }
    if (rest.map != null) {
      client.scopeMaps().delete(rest.map);
      output.say("deleted scope map '%s'".formatted(rest.map));
    }
    SyncRights rights = new SyncRights(client);
    for (ConnectedRegistry above : rest.ancestors) {
      if (rights.remove(above, SiteScopes.gateway(name.value), new Undo())) {
        output.say("took the gateway rights from '%s'".formatted(SiteTree.name(above)));
      }
    }
  }

  private List<String> commands(HubClient client, Rest rest) {
    List<String> commands = new ArrayList<>();
    if (rest.token != null) {
      commands.add("outport token delete -n %s%s --yes".formatted(rest.token, hub.words()));
    }
    if (rest.map != null) {
      commands.add("outport scope-map delete -n %s%s --yes".formatted(rest.map, hub.words()));
    }
    SyncRights rights = new SyncRights(client);
    List<String> lines = SiteScopes.gateway(name.value);
    for (ConnectedRegistry above : rest.ancestors) {
      ScopeMap map = rights.of(above);
      if (map.actions().stream().anyMatch(lines::contains)) {
        commands.add(
            "outport scope-map update -n %s%s --remove-gateway %s %s"
                .formatted(
                    map.name(), hub.words(), name.value, String.join(" ", SiteScopes.GATEWAY)));
      }
    }
    return commands;
  }

  private static @Nullable String scopeMap(HubClient client, String token) {
    return client
        .tokens()
        .find(token)
        .map(Token::properties)
        .map(Token.Properties::scopeMapId)
        .map(SiteTable::lastPart)
        .orElse(null);
  }
}
