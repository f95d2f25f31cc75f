package io.outport.hub.http;

import io.outport.hub.resource.GroupDesk;
import io.outport.hub.resource.HubFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The hub's fixed resources: its subscription, its place and its provider. */
final class HubViews {
  private final HubFacts hub;

  HubViews(HubFacts hub) {
    this.hub = hub;
  }

  Map<String, Object> subscription() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", "/subscriptions/" + hub.subscriptionId());
    view.put("subscriptionId", hub.subscriptionId());
    view.put("tenantId", hub.tenantId());
    view.put("displayName", hub.name());
    view.put("state", "Enabled");
    return view;
  }

  /** What all of the hub's resources are in a list of any kind. */
  Map<String, Object> resource() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", hub.registryId().toString());
    view.put("name", hub.name());
    view.put("type", hub.registryId().type());
    view.put("location", GroupDesk.LOCATION);
    return view;
  }

  /** The one place that a hub is in. */
  Map<String, Object> location() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put(
        "id", "/subscriptions/%s/locations/%s".formatted(hub.subscriptionId(), GroupDesk.LOCATION));
    view.put("name", GroupDesk.LOCATION);
    view.put("type", "Region");
    view.put("displayName", "This hub");
    view.put("regionalDisplayName", "This hub");
    return view;
  }

  /** A provider of resources, which is always at hand. */
  Map<String, Object> provider(String namespace) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", "/subscriptions/%s/providers/%s".formatted(hub.subscriptionId(), namespace));
    view.put("namespace", namespace);
    view.put("registrationState", "Registered");
    view.put("resourceTypes", List.of());
    return view;
  }
}
