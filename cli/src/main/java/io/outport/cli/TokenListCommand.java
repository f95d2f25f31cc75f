package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Token;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the tokens. */
@Command(name = "list", description = "List the tokens.")
final class TokenListCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      List<Token> all = client.tokens().list();
      output.list(all, TokenTable.TITLES, all.stream().map(TokenTable::row).toList());
    }
  }
}
