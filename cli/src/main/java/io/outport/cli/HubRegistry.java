package io.outport.cli;

import io.outport.cli.artifact.ArtifactPush;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.client.ProxyVariables;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.Credentials;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryEndpoint;
import io.outport.oci.client.RegistryException;
import java.util.function.Function;

/** The registry of a hub, for whoever is signed in to its control API. */
final class HubRegistry {
  /** Whoever signs in with a token for a password; the vendor's own word. */
  private static final String TOKEN_USER = "00000000-0000-0000-0000-000000000000";

  private HubRegistry() {}

  /** Runs a step with the registry; what the registry refuses has an exit code of ours. */
  static <T> T with(HubContext context, HubClient client, Function<RegistryClient, T> step) {
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(context.endpoint())
            .withTls(HubOptions.trust(context).clientContext())
            .withProxy(ProxyVariables.read(System.getenv()))
            .withCredentials(new Credentials(TOKEN_USER, client.registryPassword()));
    try (RegistryClient registry = RegistryClient.create(endpoint, ClientSettings.defaults())) {
      return step.apply(registry);
    } catch (RegistryException e) {
      throw refusal(e);
    }
  }

  /** As above, to push. */
  static <T> T pushing(HubContext context, HubClient client, Function<ArtifactPush, T> step) {
    return with(context, client, registry -> step.apply(new ArtifactPush(registry)));
  }

  static Refusal refusal(RegistryException e) {
    Refusal.Exit exit =
        switch (e.kind()) {
          case UNREACHABLE, STALLED, CUT, UNAVAILABLE, CANCELLED -> Refusal.Exit.UNREACHABLE;
          case UNTRUSTED -> Refusal.Exit.UNTRUSTED;
          case UNAUTHORIZED, DENIED -> Refusal.Exit.UNAUTHORIZED;
          case NOT_FOUND -> Refusal.Exit.NOT_FOUND;
          case RATE_LIMITED, REJECTED, PROTOCOL, CORRUPT -> Refusal.Exit.REJECTED;
        };
    return new Refusal(exit, String.valueOf(e.getMessage()), e);
  }
}
