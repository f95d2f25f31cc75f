package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a site, and the token and scope map that it signs in with (reference, 3.1). */
@Command(
    name = "create",
    description = "Make a site: say what it keeps, and who may pull there.",
    footer = {
      "",
      "Example:",
      "  outport connected-registry create -n shop1 --repository 'app/*' --client-tokens reader"
    })
final class SiteCreateCommand implements Runnable {
  private static final int SHORTEST_NAME = 5;

  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final SiteName name = new SiteName();

  @ArgGroup(multiplicity = "1")
  private Content content = new Content();

  /** Exactly one of the two. */
  static final class Content {
    @Option(
        names = {"--repository"},
        arity = "1..*",
        paramLabel = "REPOSITORY",
        description = "What the site keeps: a name, 'prefix/*', or '*'. Need not exist yet.")
    List<String> repositories = List.of();

    @Option(
        names = {"--sync-token"},
        paramLabel = "TOKEN",
        description = "An existing token that the site signs in with.")
    String syncToken = "";
  }

  @Option(
      names = {"-m", "--mode"},
      paramLabel = "MODE",
      description = "ReadOnly (default) or ReadWrite; cannot be changed later.")
  private String mode = "ReadOnly";

  @Option(
      names = {"-p", "--parent"},
      paramLabel = "NAME",
      description = "The connected registry above; left out for the hub itself.")
  private @Nullable String parent;

  @Option(
      names = {"--client-tokens"},
      arity = "1..*",
      paramLabel = "TOKEN",
      description = "Tokens that clients may sign in with at the site.")
  private List<String> clientTokens = List.of();

  @Option(
      names = {"-s", "--sync-schedule"},
      paramLabel = "CRON",
      description = "Five-field cron in UTC; default '${DEFAULT-VALUE}' is continuous.")
  private String schedule = ConnectedRegistry.CONTINUOUS;

  @Option(
      names = {"-w", "--sync-window"},
      paramLabel = "DURATION",
      description = "ISO 8601, PT1H to P7D; only with a schedule.")
  private @Nullable String window;

  @Option(
      names = {"--sync-message-ttl"},
      paramLabel = "DURATION",
      description = "ISO 8601, P1D to P90D; default ${DEFAULT-VALUE}.")
  private String messageTtl = "P2D";

  @Option(
      names = {"--log-level"},
      paramLabel = "LEVEL",
      description = "Debug, Information, Warning, Error or None; default ${DEFAULT-VALUE}.")
  private String logLevel = "Information";

  @Override
  public void run() {
    if (name.value.length() < SHORTEST_NAME) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "the name '%s' is too short: use at least %d letters and digits"
              .formatted(name.value, SHORTEST_NAME));
    }
    try (HubClient client = hub.open()) {
      Undo undo = new Undo();
      undo.unlessRefused(
          () -> {
            String tokenId = syncToken(client, undo);
            ConnectedRegistry made =
                client.connectedRegistries().put(name.value, desired(client, tokenId));
            output.show(made, SiteTable.TITLES, SiteTable.row(made));
          });
    }
  }

  private String syncToken(HubClient client, Undo undo) {
    if (!content.syncToken.isEmpty()) {
      return client.tokens().id(content.syncToken).toString();
    }
    if (client.connectedRegistries().find(name.value).isPresent()) {
      throw new Refusal(
          Refusal.Exit.REJECTED,
          "connected registry '%s' exists already: choose another name, or change it with 'update'"
              .formatted(name.value));
    }
    putScopeMap(client, undo);
    if (client.tokens().find(name.value).isEmpty()) {
      undo.with(() -> client.tokens().delete(name.value));
    }
    client.tokens().put(name.value, Token.of(client.scopeMaps().id(name.value).toString()));
    return client.tokens().id(name.value).toString();
  }

  private void putScopeMap(HubClient client, Undo undo) {
    List<String> actions = SiteScopes.actions(name.value, mode, content.repositories);
    Optional<ScopeMap> before = client.scopeMaps().find(name.value);
    before.ifPresentOrElse(
        map -> undo.with(() -> client.scopeMaps().put(name.value, map)),
        () -> undo.with(() -> client.scopeMaps().delete(name.value)));
    client
        .scopeMaps()
        .put(name.value, ScopeMap.of("Made for connected registry " + name.value, actions));
    if (before.isPresent()) {
      output.say("overwrote the scope map '%s'".formatted(name.value));
    }
  }

  private ConnectedRegistry desired(HubClient client, String tokenId) {
    String parentId = parent == null ? null : client.connectedRegistries().id(parent).toString();
    var sync =
        new ConnectedRegistry.SyncProperties(tokenId, schedule, window, messageTtl, null, null);
    List<String> clients =
        clientTokens.stream().map(each -> client.tokens().id(each).toString()).toList();
    return new ConnectedRegistry(
        null,
        null,
        null,
        ConnectedRegistry.Properties.desired(
            mode,
            new ConnectedRegistry.Parent(parentId, sync),
            clients,
            new ConnectedRegistry.Logging(logLevel, null)));
  }
}
