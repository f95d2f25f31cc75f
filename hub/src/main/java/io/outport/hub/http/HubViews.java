package io.outport.hub.http;

import io.outport.hub.resource.HubFacts;
import io.outport.hubapi.model.Registry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The hub's fixed resources: its subscription, its resource group and its registry. */
final class HubViews {
  private static final String LOCATION = "local";

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

  Map<String, Object> resourceGroup() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put(
        "id",
        "/subscriptions/%s/resourceGroups/%s".formatted(hub.subscriptionId(), hub.resourceGroup()));
    view.put("name", hub.resourceGroup());
    view.put("type", "Microsoft.Resources/resourceGroups");
    view.put("location", LOCATION);
    view.put("properties", Map.of("provisioningState", "Succeeded"));
    return view;
  }

  Registry registry() {
    return new Registry(
        hub.registryId().toString(),
        hub.name(),
        hub.registryId().type(),
        LOCATION,
        new Registry.Sku("Premium", "Premium"),
        new Registry.Properties(
            hub.authority(),
            hub.created(),
            "Succeeded",
            false,
            true,
            List.of(hub.authority()),
            "Enabled",
            "Disabled",
            hub.caCompactText().isEmpty() ? null : hub.caCompactText()));
  }

  /** What all of the hub's resources are in a list of any kind. */
  Map<String, Object> resource() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", hub.registryId().toString());
    view.put("name", hub.name());
    view.put("type", hub.registryId().type());
    view.put("location", LOCATION);
    return view;
  }
}
