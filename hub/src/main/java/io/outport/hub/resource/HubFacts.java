package io.outport.hub.resource;

import io.outport.hubapi.model.ResourceId;
import java.net.URI;
import java.time.Instant;

/**
 * What the hub is, for whoever answers in its name.
 *
 * @param authority host and port (no port where it is 443) that clients and sites reach it at
 * @param caCompactText the CA of its certificate in compact text; empty when publicly trusted
 */
public record HubFacts(
    String name,
    String authority,
    String tenantId,
    String subscriptionId,
    String resourceGroup,
    Instant created,
    String caCompactText,
    Principals principals) {

  /** The same hub with these principals. */
  public HubFacts with(Principals others) {
    return new HubFacts(
        name, authority, tenantId, subscriptionId, resourceGroup, created, caCompactText, others);
  }

  /** The id of the hub's one registry, which has the hub's name. */
  public ResourceId registryId() {
    return ResourceId.ofRegistry(subscriptionId, resourceGroup, name);
  }

  /** The address without a path. */
  public URI endpoint() {
    return URI.create("https://" + authority);
  }
}
