package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Token;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one token. */
@Command(name = "show", description = "Show one token; passwords are never shown again.")
final class TokenShowCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final TokenName name = new TokenName();

  @Override
  public void run() {
    try (HubClient client = hub.open()) {
      Token token = client.tokens().get(name.value);
      output.show(token, TokenTable.TITLES, TokenTable.row(token));
    }
  }
}
