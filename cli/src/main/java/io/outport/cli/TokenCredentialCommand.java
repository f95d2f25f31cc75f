package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.GeneratedCredentials;
import io.outport.hubapi.model.Refusal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A token's passwords. */
@Command(
    name = "credential",
    description = "A token's two passwords.",
    subcommands = TokenCredentialCommand.Generate.class)
final class TokenCredentialCommand {

  /** Makes fresh passwords. */
  @Command(
      name = "generate",
      description = "Make fresh passwords, shown this once; those in the same slots end.")
  static final class Generate implements Runnable {
    @Mixin private final HubOptions hub = new HubOptions(System.getenv());
    @Mixin private final Output output = new Output();
    @Mixin private final TokenName name = new TokenName();

    @Option(
        names = {"--password1"},
        description = "Only the first slot.")
    private boolean first;

    @Option(
        names = {"--password2"},
        description = "Only the second slot.")
    private boolean second;

    @Option(
        names = {"--expiration-in-days"},
        paramLabel = "DAYS",
        description = "When they end; never, if left out.")
    private @Nullable Integer days;

    @Override
    public void run() {
      if (days != null && days < 1) {
        throw new Refusal(Refusal.Exit.USAGE, "--expiration-in-days takes 1 or more");
      }
      try (HubClient client = hub.open()) {
        String id = client.tokens().id(name.value).toString();
        GeneratedCredentials made =
            client.generateCredentials(new GenerateCredentials(id, slot(), expiry()));
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

    private @Nullable Instant expiry() {
      return days == null ? null : Instant.now().plus(Duration.ofDays(days));
    }
  }
}
