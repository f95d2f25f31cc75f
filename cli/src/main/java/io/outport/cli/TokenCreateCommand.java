package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.ResourceClient;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.GeneratedCredentials;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a token (reference, 3.5). */
@Command(
    name = "create",
    description = "Make a token; its passwords are shown this once.",
    footer = {
      "",
      "Example:",
      "  outport token create -n reader --repository 'app/*' content/read metadata/read"
    })
final class TokenCreateCommand implements Runnable {
  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final TokenName name = new TokenName();
  @Mixin private final Rights rights = new Rights();
  @Mixin private final Expiration expiration = new Expiration();

  @Option(
      names = {"--scope-map"},
      paramLabel = "NAME",
      description = "An existing scope map, instead of --repository and --gateway.")
  private String scopeMap = "";

  @Option(
      names = {"--status"},
      paramLabel = "STATUS",
      description = "enabled (default) or disabled.")
  private String status = Token.ENABLED;

  @Option(
      names = {"--no-passwords"},
      arity = "0..1",
      fallbackValue = "true",
      converter = Switch.Converter.class,
      paramLabel = "true|false",
      description = "Make no passwords yet.")
  private Switch withoutPasswords = Switch.OFF;

  @Override
  public void run() {
    if (rights.isEmpty() == scopeMap.isEmpty()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "give either --repository and --gateway, or --scope-map: what the token may do");
    }
    if (withoutPasswords.isOn() && expiration.isGiven()) {
      throw new Refusal(
          Refusal.Exit.USAGE, "--no-passwords makes none that could end: leave the expiration out");
    }
    String wanted = Choices.one("--status", status, TokenUpdateCommand.STATUSES);
    Instant expiry = expiration.at(Instant.now(), output);
    try (HubClient client = hub.open()) {
      ResourceClient.Seen<Token> free = lookFree(client);
      Undo undo = new Undo();
      Token made =
          undo.unlessRefused(
              () -> client.tokens().put(free, token(scopeMapId(client, undo), wanted)));
      if (withoutPasswords.isOn()) {
        output.show(made, TokenTable.TITLES, TokenTable.row(made));
      } else {
        printPasswords(client, expiry);
      }
    }
  }

  private ResourceClient.Seen<Token> lookFree(HubClient client) {
    ResourceClient.Seen<Token> seen = client.tokens().look(name.value);
    if (seen.state().isPresent()) {
      throw new Refusal(
          Refusal.Exit.REJECTED,
          "token '%s' exists already: choose another name, or make passwords with 'outport token credential generate'"
              .formatted(name.value));
    }
    return seen;
  }

  private static Token token(String scopeMapId, String status) {
    return new Token(null, null, null, new Token.Properties(null, null, scopeMapId, null, status));
  }

  private String scopeMapId(HubClient client, Undo undo) {
    String map = scopeMap.isEmpty() ? name.value + "-scope-map" : scopeMap;
    if (scopeMap.isEmpty()) {
      ResourceClient<ScopeMap> maps = client.scopeMaps();
      var wanted = ScopeMap.of("Made for token " + name.value, rights.lines());
      var _ = undo.put(maps, maps.look(map), wanted);
    }
    return client.scopeMaps().id(map).toString();
  }

  private void printPasswords(HubClient client, @Nullable Instant expiry) {
    String id = client.tokens().id(name.value).toString();
    GeneratedCredentials made =
        client.generateCredentials(new GenerateCredentials(id, null, expiry));
    output.list(made, TokenTable.SECRET_TITLES, TokenTable.secrets(made));
    output.say("these passwords are shown only now");
  }
}
