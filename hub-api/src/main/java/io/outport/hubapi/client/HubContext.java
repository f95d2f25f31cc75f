package io.outport.hubapi.client;

import java.net.URI;

/**
 * What a command line keeps of a hub, to speak to it again.
 *
 * @param name the hub's name, by which commands choose it
 * @param endpoint such as {@code https://hub.example.org:8443}
 * @param clientSecret the principal's secret
 * @param caPem the CA that signed the hub's certificate; empty when it is publicly trusted
 */
public record HubContext(
    String name,
    URI endpoint,
    String tenantId,
    String subscriptionId,
    String resourceGroup,
    String registry,
    String clientId,
    String clientSecret,
    String caPem) {

  /** The same hub, with resources of this group. */
  public HubContext inGroup(String group) {
    return new HubContext(
        name, endpoint, tenantId, subscriptionId, group, registry, clientId, clientSecret, caPem);
  }

  /** The same hub under another name. */
  public HubContext named(String other) {
    return new HubContext(
        other,
        endpoint,
        tenantId,
        subscriptionId,
        resourceGroup,
        registry,
        clientId,
        clientSecret,
        caPem);
  }

  /** The same hub, signed in to with this secret. */
  public HubContext withSecret(String secret) {
    return new HubContext(
        name, endpoint, tenantId, subscriptionId, resourceGroup, registry, clientId, secret, caPem);
  }

  /** Without the secret (law L10). */
  @Override
  public String toString() {
    return "HubContext[%s at %s as %s]".formatted(name, endpoint, clientId);
  }
}
