package io.outport.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What scripts for the vendor's client prepare a subscription with; a hub needs none of it. */
@Command(
    name = "provider",
    hidden = true,
    description = "Accepted for scripts of Azure's client; a hub has every provider it needs.",
    subcommands = {ProviderCommand.Register.class, ProviderCommand.Show.class})
public final class ProviderCommand {
  /** Which one a script is about. */
  static final class Namespace {
    @Option(
        names = {"-n", "--namespace"},
        required = true,
        paramLabel = "NAME",
        description = "Accepted for scripts, such as Microsoft.KubernetesConfiguration.")
    private String value = "";

    Registration registration() {
      return new Registration(value, "Registered");
    }
  }

  /** What the vendor's client would show. */
  record Registration(String namespace, String registrationState) {}

  /** Does nothing. */
  @Command(name = "register", description = "Accepted for scripts; nothing is to be registered.")
  static final class Register implements Runnable {
    @Mixin private final Output output = new Output();
    @Mixin private final Namespace namespace = new Namespace();

    @Option(names = "--wait", description = "Accepted for scripts.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option, we do not
    private boolean waits;

    @Override
    public void run() {
      output.say(
          "%s is built in: nothing to register".formatted(namespace.registration().namespace()));
    }
  }

  /** Shows that it is there. */
  @Command(name = "show", description = "Accepted for scripts; every provider is registered.")
  static final class Show implements Runnable {
    @Mixin private final Output output = new Output();
    @Mixin private final Namespace namespace = new Namespace();

    @Override
    public void run() {
      Registration shown = namespace.registration();
      output.show(
          shown,
          List.of("Namespace", "Registration state"),
          List.of(shown.namespace(), shown.registrationState()));
    }
  }
}
