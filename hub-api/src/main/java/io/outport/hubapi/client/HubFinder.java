package io.outport.hubapi.client;

import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ResourceId;
import io.outport.oci.client.OutwardProxy;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Learns of a hub what a command line must keep, from its address and a principal's secret. */
public final class HubFinder {
  private static final String PUBLIC_VERSION = "2022-09-01";

  private HubFinder() {}

  /**
   * Signs in and asks the hub for its names.
   *
   * @param proxy on the way there
   * @param endpoint where the hub is, and whom the secret is for
   * @param caPem the CA that the TLS context trusts; empty where that is the system's choice
   * @throws Refusal as {@link HubClient} says; {@code REJECTED} where no hub listens there
   */
  public static HubContext find(
      URI endpoint,
      SSLContext trust,
      OutwardProxy proxy,
      HubSecret secret,
      Optional<String> tenant,
      String caPem) {
    try (JsonCaller caller = JsonCaller.create(trust, proxy)) {
      String itsTenant = tenant.orElseGet(() -> tenant(caller, endpoint));
      HubContext unnamed =
          new HubContext(
              endpoint.getAuthority(),
              endpoint,
              itsTenant,
              "",
              "",
              "",
              secret.principal(),
              secret.text(),
              caPem);
      ArmCalls calls =
          new ArmCalls(unnamed, caller, new SignIn(unnamed, caller, InstantSource.system()));
      Subscription subscription = first(calls, "/subscriptions", Subscription.class);
      Named registry =
          first(
              calls,
              "/subscriptions/%s/providers/%s"
                  .formatted(subscription.subscriptionId(), ResourceId.REGISTRY_TYPE),
              Named.class);
      return ResourceId.find(registry.id())
          .map(id -> named(unnamed, id))
          .orElseThrow(() -> noHub(endpoint));
    }
  }

  /** A principal's name or id, and its secret. */
  public record HubSecret(String principal, String text) {
    /** Without the secret (law L10). */
    @Override
    public String toString() {
      return "HubSecret[%s]".formatted(principal);
    }
  }

  private record Subscription(String subscriptionId) {}

  private record Named(String id) {}

  private record Endpoints(@Nullable Authentication authentication) {}

  private record Authentication(@Nullable String tenant) {}

  private static String tenant(JsonCaller caller, URI endpoint) {
    URI address = endpoint.resolve("/metadata/endpoints?api-version=" + PUBLIC_VERSION);
    return LinkRefusals.send(caller, JsonCall.of("GET", address))
        .find(Endpoints.class)
        .map(Endpoints::authentication)
        .map(Authentication::tenant)
        .orElseThrow(() -> noHub(endpoint));
  }

  private static <T> T first(ArmCalls calls, String path, Class<T> type) {
    List<T> all = calls.readPage(calls.send("GET", path), type).value();
    if (all.isEmpty()) {
      throw new Refusal(
          Refusal.Exit.UNAUTHORIZED,
          "this principal has no role at the hub: an Owner can give it one with 'outport hub"
              + " principal'");
    }
    return all.getFirst();
  }

  private static HubContext named(HubContext context, ResourceId registry) {
    return new HubContext(
        registry.registry(),
        context.endpoint(),
        context.tenantId(),
        registry.subscriptionId(),
        registry.resourceGroup(),
        registry.registry(),
        context.clientId(),
        context.clientSecret(),
        context.caPem());
  }

  private static Refusal noHub(URI endpoint) {
    return new Refusal(
        Refusal.Exit.REJECTED,
        "%s answered, but not as a hub does: check that the address is a hub's"
            .formatted(endpoint));
  }
}
