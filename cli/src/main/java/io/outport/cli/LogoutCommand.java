package io.outport.cli;

import io.outport.hubapi.client.HubContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Forgets a hub. */
@Command(
    name = "logout",
    description = "Forget a hub's address and secret on this machine; nothing changes at the hub.")
public final class LogoutCommand implements Runnable {
  @Mixin private final Output output = new Output();
  @Mixin private final Confirmation confirmation = new Confirmation();

  @Option(
      names = {"-n", "--name", "-r", "--registry"},
      paramLabel = "HUB",
      description = "Which hub; may be left out when only one is known, or one is chosen.")
  private String name = "";

  /** Made by picocli. */
  public LogoutCommand() {}

  @Override
  public void run() {
    Contexts contexts = Contexts.of(System.getenv());
    HubContext context = contexts.choose(name);
    confirmation.ask(
        "Forget hub '%s' and the secret of '%s' here?"
            .formatted(context.name(), context.clientId()));
    if (contexts.remove(context.name())) {
      output.say("forgot hub '%s'".formatted(context.name()));
    }
    Preferences preferences = Preferences.of(System.getenv());
    if (preferences.get(Preferences.HUB).equalsIgnoreCase(context.name())) {
      preferences.set(Preferences.HUB, "");
    }
  }
}
