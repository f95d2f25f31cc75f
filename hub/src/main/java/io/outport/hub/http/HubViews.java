package io.outport.hub.http;

import io.outport.hub.resource.GroupDesk;
import io.outport.hub.resource.HubFacts;
import java.util.List;

/** The hub's fixed resources: its subscription, its place and its provider. */
final class HubViews {
  private final HubFacts hub;

  HubViews(HubFacts hub) {
    this.hub = hub;
  }

  /** A subscription, as clients list them. */
  record Subscription(
      String id, String subscriptionId, String tenantId, String displayName, String state) {}

  /** A resource in a list of any kind. */
  record Resource(String id, String name, String type, String location) {}

  /** A place. */
  record Location(
      String id, String name, String type, String displayName, String regionalDisplayName) {}

  /** A provider of resources. */
  record Provider(
      String id, String namespace, String registrationState, List<String> resourceTypes) {}

  Subscription subscription() {
    return new Subscription(
        "/subscriptions/" + hub.subscriptionId(),
        hub.subscriptionId(),
        hub.tenantId(),
        hub.name(),
        "Enabled");
  }

  /** The hub's one registry. */
  Resource resource() {
    return new Resource(
        hub.registryId().toString(), hub.name(), hub.registryId().type(), GroupDesk.LOCATION);
  }

  /** The one place that a hub is in. */
  Location location() {
    return new Location(
        "/subscriptions/%s/locations/%s".formatted(hub.subscriptionId(), GroupDesk.LOCATION),
        GroupDesk.LOCATION,
        "Region",
        "This hub",
        "This hub");
  }

  /** A provider, which is always at hand. */
  Provider provider(String namespace) {
    return new Provider(
        "/subscriptions/%s/providers/%s".formatted(hub.subscriptionId(), namespace),
        namespace,
        "Registered",
        List.of());
  }
}
