package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.client.JsonCaller;
import io.outport.hubapi.client.ProxyVariables;
import io.outport.pki.TrustBundle;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which hub a command speaks to. */
final class HubOptions {
  @Mixin private final HubChoice hub;

  @Option(
      names = {"-g", "--resource-group"},
      paramLabel = "GROUP",
      description = "Accepted for scripts; a hub's registry is in one group.")
  private String resourceGroup = "";

  @Option(
      names = "--no-wait",
      hidden = true,
      description = "Accepted for scripts; the hub is done when it answers.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option, we do not
  private boolean withoutWaiting;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
  HubOptions(Map<String, String> environment) {
    this.hub = new HubChoice(environment);
  }

  HubContext context() {
    return hub.context(resourceGroup);
  }

  /** Opens the hub's control API; the caller closes it. */
  HubClient open() {
    return open(context(), spec);
  }

  static HubClient open(HubContext context, CommandSpec command) {
    return new HubClient(
        context,
        JsonCaller.create(
            trust(context).clientContext(),
            ProxyVariables.read(System.getenv()),
            Trace.of(command)));
  }

  /** Whom to trust as this hub. */
  static TrustBundle trust(HubContext context) {
    return context.caPem().isEmpty() ? TrustBundle.system() : TrustBundle.ofPem(context.caPem());
  }

  /** How to name the same hub in a command that is shown to the person. */
  String words() {
    return hub.words();
  }
}
