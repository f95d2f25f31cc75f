package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.GeneratedCredentials;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A token's passwords. */
@Command(
    name = "credential",
    description = "A token's two passwords.",
    subcommands = {TokenCredentialCommand.Generate.class, TokenCredentialCommand.Delete.class})
final class TokenCredentialCommand {

  /** Makes fresh passwords. */
  @Command(
      name = "generate",
      description = "Make fresh passwords, shown this once; those in the same slots end.")
  static final class Generate implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final TokenName name = new TokenName();
    @Mixin private final Expiration expiration = new Expiration();

    @Option(
        names = {"--password1"},
        description = "Only the first slot.")
    private boolean first;

    @Option(
        names = {"--password2"},
        description = "Only the second slot.")
    private boolean second;

    @Override
    public void run() {
      Instant expiry = expiration.at(Instant.now(), output);
      try (HubClient client = hub.open()) {
        String id = client.tokens().id(name.value).toString();
        GeneratedCredentials made =
            client.generateCredentials(new GenerateCredentials(id, slot(), expiry));
        output.list(made, TokenTable.SECRET_TITLES, TokenTable.secrets(made));
        output.say("these passwords are shown only now");
      }
    }

    private @Nullable String slot() {
      if (first == second) {
        return null;
      }
      return first ? "password1" : "password2";
    }
  }

  /** Ends passwords. */
  @Command(name = "delete", description = "End passwords; whoever uses them is shut out.")
  static final class Delete implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final TokenName name = new TokenName();
    @Mixin private final Confirmation confirmation = new Confirmation();

    @Option(
        names = {"--password1"},
        description = "The first slot.")
    private boolean first;

    @Option(
        names = {"--password2"},
        description = "The second slot.")
    private boolean second;

    @Override
    public void run() {
      if (!first && !second) {
        throw new Refusal(
            Refusal.Exit.USAGE, "say which to end: --password1, --password2, or both");
      }
      confirmation.ask("End the passwords of token '%s'?".formatted(name.value));
      try (HubClient client = hub.open()) {
        Token now = client.tokens().get(name.value);
        List<Token.Password> left =
            Optional.ofNullable(now.properties().credentials())
                .map(Token.Credentials::passwords)
                .orElse(List.of())
                .stream()
                .filter(each -> !isGone(each.name()))
                .toList();
        var partial = new Token.Properties(null, null, null, new Token.Credentials(left), null);
        Token token = client.tokens().patch(name.value, new Token(null, null, null, partial));
        output.show(token, TokenTable.TITLES, TokenTable.row(token));
      }
    }

    private boolean isGone(String slot) {
      return slot.equals("password1") ? first : second;
    }
  }
}
