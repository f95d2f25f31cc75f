package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.GeneratedCredentials;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import java.util.ArrayList;
import java.util.List;
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

  @Option(
      names = {"--repository"},
      paramLabel = "REPOSITORY ACTION...",
      parameterConsumer = Grant.Consumer.class,
      description =
          "What it may do; repeatable. Actions: content/read content/write content/delete"
              + " metadata/read metadata/write.")
  private List<Grant> grants = new ArrayList<>();

  @Option(
      names = {"--scope-map"},
      paramLabel = "NAME",
      description = "An existing scope map, instead of --repository.")
  private String scopeMap = "";

  @Option(
      names = {"--no-passwords"},
      description = "Make no passwords yet.")
  private boolean withoutPasswords;

  @Override
  public void run() {
    if (grants.isEmpty() == scopeMap.isEmpty()) {
      throw new Refusal(Refusal.Exit.USAGE, "give either --repository or --scope-map");
    }
    try (HubClient client = hub.open()) {
      if (client.tokens().find(name.value).isPresent()) {
        throw new Refusal(
            Refusal.Exit.REJECTED,
            "token '%s' exists already: choose another name, or make passwords with 'outport token credential generate'"
                .formatted(name.value));
      }
      Undo undo = new Undo();
      undo.unlessRefused(
          () -> {
            Token made = client.tokens().put(name.value, Token.of(scopeMapId(client, undo)));
            if (withoutPasswords) {
              output.show(made, TokenTable.TITLES, TokenTable.row(made));
            }
          });
      if (!withoutPasswords) {
        printPasswords(client);
      }
    }
  }

  private String scopeMapId(HubClient client, Undo undo) {
    String map = scopeMap.isEmpty() ? name.value + "-scope-map" : scopeMap;
    if (scopeMap.isEmpty()) {
      List<String> lines = grants.stream().flatMap(Grant::lines).distinct().toList();
      if (client.scopeMaps().find(map).isEmpty()) {
        undo.with(() -> client.scopeMaps().delete(map));
      }
      client.scopeMaps().put(map, ScopeMap.of("Made for token " + name.value, lines));
    }
    return client.scopeMaps().id(map).toString();
  }

  private void printPasswords(HubClient client) {
    String id = client.tokens().id(name.value).toString();
    GeneratedCredentials made = client.generateCredentials(new GenerateCredentials(id, null, null));
    output.list(made, TokenTable.SECRET_TITLES, TokenTable.secrets(made));
    output.say("these passwords are shown only now");
  }
}
