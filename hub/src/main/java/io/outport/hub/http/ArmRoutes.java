package io.outport.hub.http;

import io.outport.gateway.http.JsonExchange;
import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principal;
import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.model.ArmError;
import io.outport.hubapi.model.ClusterId;
import io.outport.hubapi.model.ResourceGroup;
import io.outport.hubapi.model.ResourceList;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * The control API, in the shape of Azure Resource Manager: paths without regard to case and with
 * empty segments left out, {@code api-version} required, errors as {@code {"error": {code,
 * message}}}.
 */
public final class ArmRoutes implements Handler<HttpServerRequest> {
  private static final Pattern API_VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(-preview)?");
  private static final String PROVIDER = "Microsoft.ContainerRegistry";
  private static final String FLEET = "Outport.Fleet";
  private static final String BEARER = "bearer ";

  private final HubFacts hub;
  private final HubViews views;
  private final ApiTokens tokens;
  private final SignInEndpoint signIn;
  private final Desks desks;
  private final ResourceEndpoint<ResourceGroup> groups;
  private final RegistryEndpoint registry;
  private final PrincipalEndpoint principals;
  private final RegistryResources resources;
  private final ClusterRoutes clusters;
  private final Audited audited;
  private final ActivityEndpoint activity;
  private final JsonExchange exchange;

  /** Serves these resources in the hub's name. */
  public ArmRoutes(HubFacts hub, ApiTokens tokens, Desks desks, JsonExchange exchange) {
    this.hub = hub;
    this.views = new HubViews(hub);
    this.tokens = tokens;
    this.signIn = new SignInEndpoint(hub, tokens, tokens.clock());
    this.principals = new PrincipalEndpoint(desks.principals());
    this.desks = desks;
    var common = new ResourceEndpoint.Common(new Pages(hub.endpoint()), new ReentrantLock());
    this.groups =
        new ResourceEndpoint<>(common, desks.groups(), Bodies::resourceGroup, ResourceGroup::name);
    this.registry = new RegistryEndpoint(desks);
    this.resources = new RegistryResources(common, registry, desks);
    this.clusters = ClusterRoutes.of(common, desks.fleet(), hub.endpoint());
    this.audited = new Audited(desks.audit(), this::caller);
    this.activity = new ActivityEndpoint(desks.audit(), hub);
    this.exchange = exchange;
  }

  @Override
  public void handle(HttpServerRequest request) {
    exchange.serve(request, it -> audited.answer(it, this::answer));
  }

  private JsonReply answer(JsonRequest request) {
    List<String> path = request.segments();
    if (matches(path, "openapi.json")) {
      ResourceEndpoint.requireMethod(request, "GET");
      return OpenApi.of(hub.endpoint());
    }
    if (matches(path, "metadata", "endpoints")) {
      requireApiVersion(request);
      return signIn.endpoints();
    }
    if (matches(path, "*", "v2.0", ".well-known", "openid-configuration")) {
      return signIn.openIdConfiguration(path.getFirst());
    }
    if (matches(path, "*", "oauth2", "v2.0", "token")) {
      ResourceEndpoint.requireMethod(request, "POST");
      return signIn.token(path.getFirst(), request);
    }
    if (!path.isEmpty() && path.getFirst().equalsIgnoreCase("subscriptions")) {
      return subscriptions(request, path);
    }
    throw RegistryResources.unknownPath();
  }

  private JsonReply subscriptions(JsonRequest request, List<String> path) {
    Optional<Principal> caller = caller(request);
    if (caller.isEmpty()) {
      return notSignedIn();
    }
    requireApiVersion(request);
    try {
      return path.size() == 1
          ? list(request, List.of(views.subscription()))
          : inSubscription(request, path, caller.get());
    } catch (ResourceProblem problem) {
      throw new JsonRefusal(problem.kind().status(), problem.code(), problem.getMessage(), problem);
    }
  }

  private JsonReply inSubscription(JsonRequest request, List<String> path, Principal caller) {
    requireThat(
        path.get(1).equalsIgnoreCase(hub.subscriptionId()),
        "SubscriptionNotFound",
        "this hub has another subscription; see 'outport hub show'");
    requireRight(request, path, caller);
    List<String> rest = path.subList(2, path.size());
    if (rest.size() >= 2 && rest.getFirst().equalsIgnoreCase("resourceGroups")) {
      return inGroup(request, caller, rest.get(1), rest.subList(2, rest.size()));
    }
    Operations.require(request);
    if (rest.isEmpty()) {
      ResourceEndpoint.requireMethod(request, "GET");
      return JsonReply.json(200, views.subscription());
    }
    if (rest.size() >= 3 && matches(rest.subList(0, 3), "providers", FLEET, "principals")) {
      return principals.answer(request, rest.subList(3, rest.size()));
    }
    if (rest.size() >= 3 && matches(rest.subList(0, 3), "providers", FLEET, "extensionTypes")) {
      return clusters.ownTypes(request, rest.subList(3, rest.size()));
    }
    if (matches(rest, "resources")) {
      Filter filter = Filter.of(request, Set.of("resourceType"));
      HubViews.Resource registry = views.resource();
      boolean wanted = filter.accepts(_ -> registry.type());
      return list(request, wanted ? List.of(registry) : List.of());
    }
    if (matches(rest, "resourceGroups")) {
      return groups.list(request);
    }
    if (matches(rest, "locations")) {
      return list(request, List.of(views.location()));
    }
    if (rest.size() >= 2 && matches(rest.subList(0, 2), "providers", PROVIDER)) {
      return inProvider(request, rest.subList(2, rest.size()));
    }
    if (rest.size() >= 2 && rest.getFirst().equalsIgnoreCase("providers")) {
      return inClusterProvider(request, rest.subList(1, rest.size()));
    }
    throw RegistryResources.unknownPath();
  }

  private JsonReply inProvider(JsonRequest request, List<String> rest) {
    if (rest.isEmpty()) {
      ResourceEndpoint.requireMethod(request, "GET");
      return JsonReply.json(200, views.provider(PROVIDER));
    }
    if (matches(rest, "register")) {
      ResourceEndpoint.requireMethod(request, "POST");
      return JsonReply.json(200, views.provider(PROVIDER));
    }
    if (matches(rest, "checkNameAvailability")) {
      return registry.nameAvailability(request);
    }
    if (matches(rest, "registries")) {
      return list(request, List.of(desks.registry().get()));
    }
    throw RegistryResources.unknownPath();
  }

  private JsonReply inClusterProvider(JsonRequest request, List<String> rest) {
    boolean clusterTypes = rest.getFirst().equalsIgnoreCase(ClusterRoutes.CLUSTER_PROVIDER);
    if (!clusterTypes && !rest.getFirst().equalsIgnoreCase(ClusterId.EXTENSION_PROVIDER)) {
      return activity(request, rest);
    }
    if (rest.size() == 1 || matches(rest, "*", "register")) {
      ResourceEndpoint.requireMethod(request, rest.size() == 1 ? "GET" : "POST");
      return JsonReply.json(
          200,
          views.provider(
              clusterTypes ? ClusterRoutes.CLUSTER_PROVIDER : ClusterId.EXTENSION_PROVIDER));
    }
    if (clusterTypes && matches(rest, "*", "connectedClusters")) {
      return clusters.list(request);
    }
    if (rest.size() >= 4 && matches(rest.subList(1, 4), "locations", "*", "extensionTypes")) {
      return clusters.types(request, rest.subList(4, rest.size()));
    }
    throw RegistryResources.unknownPath();
  }

  private JsonReply activity(JsonRequest request, List<String> rest) {
    if (matches(rest, "Microsoft.Insights", "eventtypes", "management", "values")) {
      return activity.list(request);
    }
    throw RegistryResources.unknownPath();
  }

  private JsonReply inGroup(
      JsonRequest request, Principal caller, String group, List<String> rest) {
    if (rest.isEmpty()) {
      return request.method().equals("HEAD")
          ? JsonReply.empty(desks.groups().exists(group) ? 204 : 404)
          : groups.one(request, group);
    }
    requireThat(
        desks.groups().exists(group),
        "ResourceGroupNotFound",
        "there is no such resource group: see 'az group list'");
    Operations.require(request);
    boolean holdsRegistry = group.equalsIgnoreCase(hub.resourceGroup());
    if (matches(rest, "resources")) {
      return list(request, holdsRegistry ? List.of(views.resource()) : List.of());
    }
    if (matches(rest, "providers", PROVIDER, "registries")) {
      return list(request, holdsRegistry ? List.of(desks.registry().get()) : List.of());
    }
    if (rest.size() >= 3
        && rest.getFirst().equalsIgnoreCase("providers")
        && ClusterRoutes.isCluster(rest.subList(1, 3))) {
      return clusters.by(caller).inGroup(request, group, rest.subList(3, rest.size()));
    }
    if (rest.size() >= 3 && matches(rest.subList(0, 3), "providers", FLEET, "rollouts")) {
      return clusters.by(caller).rollouts(request, group, rest.subList(3, rest.size()));
    }
    if (rest.size() < 4 || !matches(rest.subList(0, 3), "providers", PROVIDER, "registries")) {
      throw RegistryResources.unknownPath();
    }
    requireThat(
        holdsRegistry && rest.get(3).equalsIgnoreCase(hub.name()),
        "ResourceNotFound",
        "there is no such registry; this hub has '%s' in resource group '%s'"
            .formatted(hub.name(), hub.resourceGroup()));
    return resources.answer(request, rest.subList(4, rest.size()));
  }

  private static JsonReply list(JsonRequest request, List<?> all) {
    ResourceEndpoint.requireMethod(request, "GET");
    return JsonReply.json(200, new ResourceList<>(all, null));
  }

  /** A star takes any one segment. */
  private static boolean matches(List<String> path, String... pattern) {
    if (path.size() != pattern.length) {
      return false;
    }
    for (int at = 0; at < pattern.length; at++) {
      if (!pattern[at].equals("*") && !pattern[at].equalsIgnoreCase(path.get(at))) {
        return false;
      }
    }
    return true;
  }

  private static void requireThat(boolean found, String code, String message) {
    if (!found) {
      throw new JsonRefusal(404, code, message);
    }
  }

  private static void requireApiVersion(JsonRequest request) {
    String version = request.parameter("api-version").orElse("");
    if (version.isEmpty()) {
      throw new JsonRefusal(
          400,
          "MissingApiVersionParameter",
          "the api-version query parameter (?api-version=) is required for all requests");
    }
    if (!API_VERSION.matcher(version).matches()) {
      throw new JsonRefusal(
          400, "InvalidApiVersionParameter", "api-version must be a date such as 2025-11-01");
    }
  }

  private static void requireRight(JsonRequest request, List<String> path, Principal caller) {
    Permission needed = Permission.of(request.method(), path);
    if (!needed.isGranted(caller)) {
      throw new JsonRefusal(403, "AuthorizationFailed", needed.refusal(caller));
    }
  }

  private Optional<Principal> caller(JsonRequest request) {
    String header = request.header("Authorization").orElse("");
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? tokens.verify(header.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  private JsonReply notSignedIn() {
    String message = "the bearer token is missing, expired or not this hub's: sign in again";
    return JsonReply.json(401, ArmError.of("AuthenticationFailed", message))
        .with(
            "WWW-Authenticate",
            "Bearer authorization_uri=\"%s/%s\"".formatted(hub.endpoint(), hub.tenantId()));
  }
}
