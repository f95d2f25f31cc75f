package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Token;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the tokens that a site's clients sign in with (reference, 3.2 "list-client-tokens"). */
@Command(
    name = "list-client-tokens",
    description = "List the tokens that clients may sign in with at a site.")
final class SiteClientTokensCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final SiteName name = new SiteName();

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      ConnectedRegistry site = client.connectedRegistries().get(name.value);
      List<Token> all =
          Optional.ofNullable(site.properties().clientTokenIds()).orElse(List.of()).stream()
              .map(SiteTable::lastPart)
              .flatMap(token -> client.tokens().find(token).stream())
              .toList();
      output.list(all, TokenTable.TITLES, all.stream().map(TokenTable::row).toList());
    }
  }
}
