package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Token;
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
      description = "Also delete its sync token and that token's scope map.")
  private boolean cleanup;

  @Override
  public void run() {
    confirmation.ask(
        "Delete connected registry '%s'%s?"
            .formatted(name.value, cleanup ? " with its sync token and scope map" : ""));
    try (HubClient client = hub.open()) {
      ConnectedRegistry site = client.connectedRegistries().get(name.value);
      String token = syncToken(site);
      String map = token == null ? null : scopeMap(client, token);
      client.connectedRegistries().delete(name.value);
      output.say("deleted connected registry '%s'".formatted(name.value));
      if (cleanup) {
        cleanUp(client, token, map);
      } else {
        sayWhatIsLeft(token, map);
      }
    }
  }

  private void cleanUp(HubClient client, @Nullable String token, @Nullable String map) {
    if (token != null) {
      client.tokens().delete(token);
      output.say("deleted token '%s'".formatted(token));
    }
    if (map != null) {
      client.scopeMaps().delete(map);
      output.say("deleted scope map '%s'".formatted(map));
    }
  }

  private void sayWhatIsLeft(@Nullable String token, @Nullable String map) {
    if (token != null) {
      output.say("left in place; to delete it: outport token delete -n %s --yes".formatted(token));
    }
    if (map != null) {
      output.say(
          "left in place; to delete it: outport scope-map delete -n %s --yes".formatted(map));
    }
  }

  private static @Nullable String syncToken(ConnectedRegistry site) {
    return Optional.ofNullable(site.properties().parent())
        .map(ConnectedRegistry.Parent::syncProperties)
        .map(ConnectedRegistry.SyncProperties::tokenId)
        .map(SiteTable::lastPart)
        .orElse(null);
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
