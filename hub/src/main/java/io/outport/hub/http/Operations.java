package io.outport.hub.http;

import io.outport.gateway.http.JsonRequest;
import io.outport.hubapi.model.ActivityEvent;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.EventInfo;
import io.outport.hubapi.model.GarbageResult;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.GeneratedCredentials;
import io.outport.hubapi.model.Registry;
import io.outport.hubapi.model.ResourceGroup;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.ScrubResult;
import io.outport.hubapi.model.ServicePrincipal;
import io.outport.hubapi.model.Token;
import io.outport.hubapi.model.Webhook;
import io.outport.hubapi.model.WebhookConfig;
import io.outport.hubapi.model.WebhookEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * All that the control API can be asked. Its document is made of this, and what is not here is not
 * served: so the document has every route.
 */
final class Operations {
  static final String DOCUMENT = "/openapi.json";

  private static final String SUBSCRIPTION = "/subscriptions/{subscriptionId}";
  private static final String GROUPS = SUBSCRIPTION + "/resourceGroups";
  private static final String GROUP = GROUPS + "/{resourceGroupName}";
  private static final String PROVIDER = "/providers/Microsoft.ContainerRegistry";
  static final String REGISTRY = GROUP + PROVIDER + "/registries/{registryName}";
  private static final String PRINCIPALS = SUBSCRIPTION + "/providers/Outport.Fleet/principals";
  private static final String PRINCIPAL = PRINCIPALS + "/{principalName}";

  /** All of them, those of one path together. */
  static final List<Operation> ALL = all();

  private Operations() {}

  /** Refuses a request that is none of these. */
  static void require(JsonRequest request) {
    List<Operation> here = ALL.stream().filter(each -> each.isAt(request.segments())).toList();
    if (here.isEmpty()) {
      throw RegistryResources.unknownPath();
    }
    if (here.stream().noneMatch(each -> each.method().equals(request.method()))) {
      throw ResourceEndpoint.methodNotAllowed(request);
    }
  }

  private static List<Operation> all() {
    List<Operation> all = new ArrayList<>(signIn());
    all.addAll(subscription());
    all.addAll(groups());
    all.addAll(principals());
    all.addAll(registry());
    all.addAll(resource("scopeMaps", "a scope map", ScopeMap.class));
    all.addAll(resource("tokens", "a token", Token.class));
    all.addAll(resource("connectedRegistries", "a connected registry", ConnectedRegistry.class));
    all.addAll(siteActions());
    all.addAll(resource("webhooks", "a webhook", Webhook.class));
    all.addAll(webhookActions());
    all.addAll(ClusterOperations.all(SUBSCRIPTION, GROUP));
    return List.copyOf(all);
  }

  private static List<Operation> signIn() {
    return List.of(
        Operation.of("GET", DOCUMENT, "This document").answers(200, texts("openapi")),
        Operation.of("GET", "/metadata/endpoints", "Where clients sign in")
            .answers(200, texts("name", "resourceManager")),
        Operation.of(
                "GET", "/{tenantId}/v2.0/.well-known/openid-configuration", "How clients sign in")
            .answers(200, texts("issuer", "token_endpoint")),
        Operation.of("POST", "/{tenantId}/oauth2/v2.0/token", "Sign in as a principal")
            .takes(new Shape.Form(List.of("grant_type", "client_id", "client_secret")))
            .answers(200, texts("token_type", "access_token")));
  }

  private static List<Operation> subscription() {
    String provider = SUBSCRIPTION + PROVIDER;
    return List.of(
        Operation.of("GET", "/subscriptions", "List subscriptions: a hub has one")
            .answers(200, pageOf(HubViews.Subscription.class)),
        Operation.of("GET", SUBSCRIPTION, "Show the subscription")
            .answers(200, of(HubViews.Subscription.class)),
        Operation.of("GET", SUBSCRIPTION + "/locations", "List locations: a hub is one")
            .answers(200, pageOf(HubViews.Location.class)),
        Operation.of("GET", SUBSCRIPTION + "/resources", "List resources: the registry")
            .with("$filter")
            .answers(200, pageOf(HubViews.Resource.class)),
        Operation.of("GET", provider, "Show the provider of registries")
            .answers(200, of(HubViews.Provider.class)),
        Operation.of("POST", provider + "/register", "Register the provider, which always is")
            .answers(200, of(HubViews.Provider.class)),
        Operation.of("POST", provider + "/checkNameAvailability", "Ask whether a name is free")
            .takes(texts("name"))
            .answers(200, of(RegistryEndpoint.NameAvailability.class)),
        Operation.of("GET", provider + "/registries", "List registries: a hub has one")
            .answers(200, pageOf(Registry.class)),
        Operation.of(
                "GET",
                SUBSCRIPTION + "/providers/Microsoft.Insights/eventtypes/management/values",
                "List who changed what, newest first")
            .with("$filter", "$select", "$skiptoken")
            .answers(200, pageOf(ActivityEvent.class)));
  }

  private static List<Operation> groups() {
    Shape group = of(ResourceGroup.class);
    return List.of(
        Operation.of("GET", GROUPS, "List resource groups")
            .with("$top", "$skiptoken")
            .answers(200, pageOf(ResourceGroup.class)),
        Operation.of("HEAD", GROUP, "Ask whether there is such a resource group").answers(204),
        Operation.of("GET", GROUP, "Show a resource group").answers(200, group),
        Operation.of("PUT", GROUP, "Make or replace a resource group")
            .takes(group)
            .answers(200, group)
            .answers(201, group),
        Operation.of("PATCH", GROUP, "Change a resource group").takes(group).answers(200, group),
        Operation.of("DELETE", GROUP, "Delete a resource group").answers(200).answers(204),
        Operation.of("GET", GROUP + "/resources", "List a group's resources")
            .answers(200, pageOf(HubViews.Resource.class)),
        Operation.of("GET", GROUP + PROVIDER + "/registries", "List a group's registries")
            .answers(200, pageOf(Registry.class)));
  }

  private static List<Operation> principals() {
    Shape principal = of(ServicePrincipal.class);
    return List.of(
        Operation.of("GET", PRINCIPALS, "List principals")
            .answers(200, pageOf(ServicePrincipal.class)),
        Operation.of("GET", PRINCIPAL, "Show a principal").answers(200, principal),
        Operation.of("PUT", PRINCIPAL, "Make a principal, or give it other roles")
            .takes(principal)
            .answers(200, principal)
            .answers(201, principal),
        Operation.of("DELETE", PRINCIPAL, "Delete a principal").answers(200).answers(204),
        Operation.of("POST", PRINCIPAL + "/rotate", "Make a principal's secret anew")
            .takes(of(Bodies.Rotation.class))
            .answers(200, principal));
  }

  private static List<Operation> registry() {
    Shape registry = of(Registry.class);
    Shape garbage = of(GarbageResult.class);
    Shape scrub = of(ScrubResult.class);
    String collect = REGISTRY + "/collectGarbage";
    return List.of(
        Operation.of("GET", REGISTRY, "Show the registry").answers(200, registry),
        Operation.of("PUT", REGISTRY, "Change the registry")
            .takes(new Shape.Anything())
            .answers(200, registry),
        Operation.of("PATCH", REGISTRY, "Change the registry")
            .takes(new Shape.Anything())
            .answers(200, registry),
        Operation.of("GET", REGISTRY + "/listUsages", "Show how many resources there may be")
            .answers(200, pageOf(RegistryEndpoint.Usage.class)),
        Operation.of("POST", REGISTRY + "/generateCredentials", "Make fresh passwords of a token")
            .takes(of(GenerateCredentials.class))
            .answers(200, of(GeneratedCredentials.class)),
        Operation.of("POST", collect, "Collect garbage")
            .with("dryRun")
            .answers(200, garbage)
            .answers(202),
        Operation.of("GET", collect, "Ask what was collected").answers(200, garbage).answers(202),
        Operation.of("POST", REGISTRY + "/scrub", "Read all content and compare its digests")
            .answers(200, scrub)
            .answers(202),
        Operation.of("GET", REGISTRY + "/scrub", "Ask what was found")
            .answers(200, scrub)
            .answers(202));
  }

  private static List<Operation> siteActions() {
    String site = REGISTRY + "/connectedRegistries/{connectedRegistryName}";
    return List.of(
        Operation.of("POST", site + "/resync", "Have the site compare all with its parent")
            .answers(200, of(ConnectedRegistry.class)),
        Operation.of("POST", site + "/deactivate", "Let another instance take the place")
            .answers(200));
  }

  private static List<Operation> webhookActions() {
    String webhook = REGISTRY + "/webhooks/{webhookName}";
    return List.of(
        Operation.of("POST", webhook + "/ping", "Send a ping").answers(200, of(EventInfo.class)),
        Operation.of("POST", webhook + "/getCallbackConfig", "Show address and headers")
            .answers(200, of(WebhookConfig.class)),
        Operation.of("POST", webhook + "/listEvents", "List what was sent")
            .answers(200, pageOf(WebhookEvent.class)));
  }

  private static List<Operation> resource(String kind, String one, Class<? extends Record> type) {
    String name =
        switch (kind) {
          case "connectedRegistries" -> "connectedRegistryName";
          default -> kind.substring(0, kind.length() - 1) + "Name";
        };
    String path = "%s/%s/{%s}".formatted(REGISTRY, kind, name);
    Operation list =
        Operation.of("GET", REGISTRY + "/" + kind, "List all of the kind: " + one)
            .answers(200, pageOf(type));
    return List.of(
        kind.equals("connectedRegistries")
            ? list.with("$filter", "$top", "$skiptoken")
            : list.with("$top", "$skiptoken"),
        Operation.of("GET", path, "Show " + one).answers(200, of(type)),
        Operation.of("PUT", path, "Make or replace " + one)
            .takes(of(type))
            .answers(200, of(type))
            .answers(201, of(type)),
        Operation.of("PATCH", path, "Change " + one).takes(of(type)).answers(200, of(type)),
        Operation.of("DELETE", path, "Delete " + one).answers(200).answers(204));
  }

  private static Shape of(Class<? extends Record> type) {
    return new Shape.Of(type);
  }

  private static Shape pageOf(Class<? extends Record> type) {
    return new Shape.PageOf(type);
  }

  private static Shape texts(String... names) {
    return new Shape.Texts(List.of(names));
  }
}
