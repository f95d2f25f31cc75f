package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import java.util.List;
import java.util.Locale;

/** Everything below {@code .../Microsoft.ContainerRegistry/registries/{registry}}. */
final class RegistryResources {
  private final HubViews views;
  private final Desks desks;
  private final ResourceEndpoint<ConnectedRegistry> connectedRegistries;
  private final ResourceEndpoint<ScopeMap> scopeMaps;
  private final ResourceEndpoint<Token> tokens;

  RegistryResources(HubViews views, Desks desks) {
    this.views = views;
    this.desks = desks;
    this.connectedRegistries = new ResourceEndpoint<>(desks.sites(), Bodies::connectedRegistry);
    this.scopeMaps = new ResourceEndpoint<>(desks.scopeMaps(), Bodies::scopeMap);
    this.tokens = new ResourceEndpoint<>(desks.tokens(), Bodies::token);
  }

  /** Answers for the segments behind the registry's name. */
  JsonReply answer(JsonRequest request, List<String> below) {
    return switch (below.size()) {
      case 0 -> registry(request);
      case 1 -> collection(request, below.getFirst());
      case 2 -> endpoint(below.getFirst()).one(request, below.get(1));
      case 3 -> action(request, below);
      default -> throw unknownPath();
    };
  }

  static JsonRefusal unknownPath() {
    return new JsonRefusal(404, "ResourceNotFound", "the control API has no such path");
  }

  private JsonReply registry(JsonRequest request) {
    ResourceEndpoint.requireMethod(request, "GET");
    return JsonReply.json(200, views.registry());
  }

  private JsonReply collection(JsonRequest request, String what) {
    if (what.equalsIgnoreCase("generateCredentials")) {
      ResourceEndpoint.requireMethod(request, "POST");
      return JsonReply.json(200, desks.tokens().generate(Bodies.generateCredentials(request)))
          .with("Cache-Control", "no-store");
    }
    return endpoint(what).list(request);
  }

  private JsonReply action(JsonRequest request, List<String> below) {
    boolean deactivate =
        below.getFirst().equalsIgnoreCase("connectedRegistries")
            && below.getLast().equalsIgnoreCase("deactivate");
    if (!deactivate) {
      throw unknownPath();
    }
    ResourceEndpoint.requireMethod(request, "POST");
    desks.sites().deactivate(below.get(1));
    return JsonReply.empty(200);
  }

  private ResourceEndpoint<?> endpoint(String kind) {
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "connectedregistries" -> connectedRegistries;
      case "scopemaps" -> scopeMaps;
      case "tokens" -> tokens;
      default -> throw unknownPath();
    };
  }
}
