package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Deletes a token. */
@Command(name = "delete", description = "Delete a token; refused while a site signs in with it.")
final class TokenDeleteCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final TokenName name = new TokenName();
  @Mixin private final Confirmation confirmation = new Confirmation();

  @Override
  public void run() {
    confirmation.ask("Delete token '%s'?".formatted(name.value));
    try (HubClient client = hub.open()) {
      client.tokens().delete(name.value);
      output.say("deleted token '%s'".formatted(name.value));
    }
  }
}
