package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hub.extension.ClusterDesk;
import io.outport.hub.extension.Diagnostics;
import io.outport.hub.extension.ExtensionDesk;
import io.outport.hub.extension.ExtensionTypes;
import io.outport.hub.extension.Fleet;
import io.outport.hub.extension.RolloutDesk;
import io.outport.hub.resource.Principal;
import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.model.Cluster;
import io.outport.hubapi.model.ClusterId;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.ResourceList;
import io.outport.hubapi.model.Rollout;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Clusters, what they run, and the kinds of that (azure-api.md, "Resource paths"). */
final class ClusterRoutes {
  static final String CLUSTER_PROVIDER = "Microsoft.Kubernetes";
  private static final String DIAGNOSTICS = "diagnostics";
  private static final int MAX_NAMESPACES = 20;

  private final ResourceEndpoint.Common common;
  private final Fleet fleet;
  private final URI hub;
  private final String caller;

  private ClusterRoutes(ResourceEndpoint.Common common, Fleet fleet, URI hub, String caller) {
    this.common = common;
    this.fleet = fleet;
    this.hub = hub;
    this.caller = caller;
  }

  /** Answers for this fleet; whoever writes is named by {@link #by}. */
  static ClusterRoutes of(ResourceEndpoint.Common common, Fleet fleet, URI hub) {
    return new ClusterRoutes(common, fleet, hub, "");
  }

  /** The same for the calls of this principal. */
  ClusterRoutes by(Principal principal) {
    return new ClusterRoutes(common, fleet, hub, principal.name());
  }

  /** How an archive is that was asked for. */
  record DiagnosticsState(String id, String status, String message) {}

  /** An archive. */
  record DiagnosticsArchive(String id, String contentType, String base64) {}

  /** Whether two segments name a kind of cluster. */
  static boolean isCluster(List<String> provider) {
    return provider.size() >= 2
        && ClusterId.isClusterType(provider.getFirst() + "/" + provider.get(1));
  }

  /** All clusters of the hub. */
  JsonReply list(JsonRequest request) {
    ResourceEndpoint.requireMethod(request, "GET");
    return common.pages().reply(request, fleet.clusters(), Cluster::id);
  }

  /** Answers for the segments behind a group's {@code providers/{clusterRp}/{clusterResource}}. */
  JsonReply inGroup(JsonRequest request, String group, List<String> below) {
    ClusterDesk desk = fleet.clusters(group);
    var clusters = new ResourceEndpoint<>(common, desk, Bodies::cluster, Cluster::name);
    return switch (below.size()) {
      case 0 -> clusters.list(request);
      case 1 -> clusters.one(request, below.getFirst());
      case 2 -> enroll(request, desk, below);
      default -> onCluster(request, group, below.getFirst(), below.subList(1, below.size()));
    };
  }

  private static JsonReply enroll(JsonRequest request, ClusterDesk desk, List<String> below) {
    if (!below.get(1).equalsIgnoreCase("enroll")) {
      throw RegistryResources.unknownPath();
    }
    ResourceEndpoint.requireMethod(request, "POST");
    return JsonReply.json(200, desk.enroll(below.getFirst())).with("Cache-Control", "no-store");
  }

  private JsonReply onCluster(
      JsonRequest request, String group, String cluster, List<String> below) {
    ExtensionDesk desk = fleet.extensions(group, cluster, caller);
    if (below.size() < 3 || !below.getFirst().equalsIgnoreCase("providers")) {
      throw RegistryResources.unknownPath();
    }
    List<String> rest = below.subList(3, below.size());
    return switch (below.get(2).toLowerCase(Locale.ROOT)) {
      case "extensions" -> extensions(request, desk, rest);
      case "extensiontypes" -> types(request, rest);
      case DIAGNOSTICS -> diagnostics(request, desk, rest);
      default -> throw RegistryResources.unknownPath();
    };
  }

  private JsonReply extensions(JsonRequest request, ExtensionDesk desk, List<String> below) {
    boolean force = request.parameter("forceDelete").filter("true"::equalsIgnoreCase).isPresent();
    ExtensionDesk chosen = force ? desk.forced() : desk;
    var endpoint =
        new ResourceEndpoint<>(
            common,
            chosen,
            Bodies::extension,
            Extension::name,
            (asked, name) -> chosen.lastOperation(name).map(each -> address(asked, each)));
    return switch (below.size()) {
      case 0 -> endpoint.list(request);
      case 1 -> endpoint.one(request, below.getFirst());
      case 3 -> {
        ResourceEndpoint.requireMethod(request, "GET");
        yield JsonReply.json(200, desk.operation(below.getFirst(), below.get(2)));
      }
      default -> throw RegistryResources.unknownPath();
    };
  }

  private String address(JsonRequest request, String operation) {
    return "%s/%s/operations/%s?api-version=%s"
        .formatted(
            hub,
            String.join("/", request.segments()),
            operation,
            request.parameter("api-version").orElse(""));
  }

  /** Answers for the segments behind {@code extensionTypes}, of a cluster or of a location. */
  JsonReply types(JsonRequest request, List<String> below) {
    ResourceEndpoint.requireMethod(request, "GET");
    ExtensionTypes types = fleet.types();
    return switch (below.size()) {
      case 0 -> common.pages().reply(request, types.list(), ExtensionType::name);
      case 1 -> JsonReply.json(200, types.get(below.getFirst()));
      case 2 ->
          JsonReply.json(
              200, new ResourceList<>(types.versions(below.getFirst(), choice(request)), null));
      case 3 -> JsonReply.json(200, types.version(below.getFirst(), below.get(2)));
      default -> throw RegistryResources.unknownPath();
    };
  }

  private static ExtensionTypes.Choice choice(JsonRequest request) {
    return new ExtensionTypes.Choice(
        request.parameter("releaseTrain").orElse(""),
        request.parameter("majorVersion").orElse(""),
        request.parameter("showLatest").filter("true"::equalsIgnoreCase).isPresent());
  }

  /** Types of charts that people brought here. */
  JsonReply ownTypes(JsonRequest request, List<String> below) {
    var endpoint =
        new ResourceEndpoint<>(common, fleet.types(), Bodies::extensionType, ExtensionType::name);
    return switch (below.size()) {
      case 0 -> endpoint.list(request);
      case 1 -> endpoint.one(request, below.getFirst());
      default -> throw RegistryResources.unknownPath();
    };
  }

  /** Answers for the segments behind a group's {@code rollouts}. */
  JsonReply rollouts(JsonRequest request, String group, List<String> below) {
    RolloutDesk desk = fleet.rollouts(group, caller);
    var endpoint = new ResourceEndpoint<>(common, desk, Bodies::rollout, Rollout::name);
    return switch (below.size()) {
      case 0 -> endpoint.list(request);
      case 1 -> endpoint.one(request, below.getFirst());
      case 2 -> JsonReply.json(200, act(request, desk, below.getFirst(), below.get(1)));
      default -> throw RegistryResources.unknownPath();
    };
  }

  /** By POST alone: who may only read may call GET. */
  private static Rollout act(JsonRequest request, RolloutDesk desk, String name, String action) {
    ResourceEndpoint.requireMethod(request, "POST");
    return switch (action.toLowerCase(Locale.ROOT)) {
      case "pause" -> desk.pause(name);
      case "resume" -> desk.resume(name);
      case "cancel" -> desk.cancel(name);
      default -> throw RegistryResources.unknownPath();
    };
  }

  private JsonReply diagnostics(JsonRequest request, ExtensionDesk desk, List<String> below) {
    if (below.isEmpty()) {
      ResourceEndpoint.requireMethod(request, "POST");
      Bodies.DiagnosticsWish wish = Bodies.diagnostics(request);
      List<String> namespaces = Objects.requireNonNullElse(wish.namespaces(), List.of());
      if (namespaces.size() > MAX_NAMESPACES) {
        throw ResourceProblem.invalid("ask for at most %d namespaces".formatted(MAX_NAMESPACES));
      }
      Optional<String> id =
          desk.askForDiagnostics(
              Objects.requireNonNull(wish.extensionName(), "extensionName"), namespaces);
      return JsonReply.json(
          202, new DiagnosticsState(id.orElseThrow(ClusterRoutes::busy), "InProgress", ""));
    }
    ResourceEndpoint.requireMethod(request, "GET");
    return diagnosticsOf(desk, below.getFirst(), below.size() == 2);
  }

  private static JsonReply diagnosticsOf(ExtensionDesk desk, String id, boolean archive) {
    return switch (desk.diagnostics(id)) {
      case Diagnostics.State.Unknown() ->
          throw new JsonRefusal(
              404,
              "ResourceNotFound",
              "there is no such request for an archive, or no more: ask anew");
      case Diagnostics.State.Waiting() -> {
        if (archive) {
          throw new JsonRefusal(409, "NotReady", "the cluster's agent has not answered yet");
        }
        yield JsonReply.json(
            200, new DiagnosticsState(id, "InProgress", "the cluster's agent has not answered"));
      }
      case Diagnostics.State.Ready(var base64) ->
          JsonReply.json(
              200,
              archive
                  ? new DiagnosticsArchive(id, "application/gzip", base64)
                  : new DiagnosticsState(id, "Succeeded", ""));
    };
  }

  private static JsonRefusal busy() {
    return new JsonRefusal(
        429,
        "TooManyRequests",
        "too many archives of this cluster, or of all, are waited for: try again when its agent has answered, or in %d minutes"
            .formatted(Diagnostics.LIFETIME.toMinutes()));
  }
}
