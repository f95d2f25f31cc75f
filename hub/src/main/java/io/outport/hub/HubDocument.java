package io.outport.hub;

import io.outport.hub.resource.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What {@code hub.json} holds; no secret in the clear.
 *
 * @param format the version of the data directory's layout
 * @param host the name or address that clients reach the hub at
 * @param port the port that they reach it at; 0 for whatever it listens at
 */
record HubDocument(
    int format,
    String name,
    String host,
    int port,
    String tenantId,
    String subscriptionId,
    String resourceGroup,
    Instant created,
    List<Principal> principals) {

  /** The layout that this program writes; it reads the first as well, whose principals may all. */
  static final int FORMAT = 2;

  /** The same hub with these principals, in this program's layout. */
  HubDocument with(List<Principal> others) {
    return new HubDocument(
        FORMAT, name, host, port, tenantId, subscriptionId, resourceGroup, created, others);
  }

  HubDocument {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(tenantId, "tenantId");
    Objects.requireNonNull(subscriptionId, "subscriptionId");
    Objects.requireNonNull(resourceGroup, "resourceGroup");
    Objects.requireNonNull(created, "created");
    principals = List.copyOf(principals);
  }
}
