package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.pki.TrustBundle;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which hub a command speaks to. */
final class HubOptions {
  @Option(
      names = {"-r", "--registry"},
      paramLabel = "HUB",
      description = "The hub's name; may be left out when only one is known.")
  private String registry = "";

  @Option(
      names = {"-g", "--resource-group"},
      paramLabel = "GROUP",
      description = "Accepted for scripts; a hub's registry is in one group.")
  private String resourceGroup = "";

  private final Map<String, String> environment;

  HubOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  HubContext context() {
    HubContext kept = Contexts.of(environment).choose(registry);
    return resourceGroup.isEmpty() ? kept : inGroup(kept);
  }

  /** Opens the hub's control API; the caller closes it. */
  HubClient open() {
    HubContext context = context();
    TrustBundle trust =
        context.caPem().isEmpty() ? TrustBundle.system() : TrustBundle.ofPem(context.caPem());
    return new HubClient(context, trust.clientContext());
  }

  private HubContext inGroup(HubContext kept) {
    return new HubContext(
        kept.name(),
        kept.endpoint(),
        kept.tenantId(),
        kept.subscriptionId(),
        resourceGroup,
        kept.registry(),
        kept.clientId(),
        kept.clientSecret(),
        kept.caPem());
  }
}
