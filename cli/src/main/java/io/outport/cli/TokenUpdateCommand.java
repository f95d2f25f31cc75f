package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Enables, disables or re-scopes a token. */
@Command(name = "update", description = "Enable or disable a token, or give it another scope map.")
final class TokenUpdateCommand implements Runnable {
  static final List<String> STATUSES = List.of(Token.ENABLED, Token.DISABLED);

  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final TokenName name = new TokenName();

  @Option(
      names = {"--status"},
      paramLabel = "STATUS",
      description = "enabled or disabled; takes effect on the next request.")
  private @Nullable String status;

  @Option(
      names = {"--scope-map"},
      paramLabel = "NAME",
      description = "The scope map to use from now on.")
  private @Nullable String scopeMap;

  @Override
  public void run() {
    String wanted = status == null ? null : Choices.one("--status", status, STATUSES);
    if (wanted == null && scopeMap == null) {
      throw new Refusal(Refusal.Exit.USAGE, "nothing to change: give --status or --scope-map");
    }
    try (HubClient client = hub.open()) {
      String map = scopeMap == null ? null : client.scopeMaps().id(scopeMap).toString();
      var partial =
          new Token(null, null, null, new Token.Properties(null, null, map, null, wanted));
      Token token = client.tokens().patch(name.value, partial);
      output.show(token, TokenTable.TITLES, TokenTable.row(token));
    }
  }
}
