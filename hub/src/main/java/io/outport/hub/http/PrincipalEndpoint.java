package io.outport.hub.http;

import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hub.resource.PrincipalDesk;
import io.outport.hub.resource.ResourceDesk;
import io.outport.hubapi.model.ResourceList;
import io.outport.hubapi.model.ServicePrincipal;
import java.util.List;

/** {@code /subscriptions/{s}/providers/Outport.Fleet/principals} and what is below it. */
record PrincipalEndpoint(PrincipalDesk desk) {

  /** Answers for the segments behind the collection's. */
  JsonReply answer(JsonRequest request, List<String> below) {
    return switch (below.size()) {
      case 0 -> list(request);
      case 1 -> one(request, below.getFirst()).with("Cache-Control", "no-store");
      case 2 -> rotate(request, below).with("Cache-Control", "no-store");
      default -> throw RegistryResources.unknownPath();
    };
  }

  private JsonReply list(JsonRequest request) {
    ResourceEndpoint.requireMethod(request, "GET");
    return JsonReply.json(200, new ResourceList<>(desk.list(), null));
  }

  private JsonReply one(JsonRequest request, String name) {
    return switch (request.method()) {
      case "GET" -> JsonReply.json(200, desk.get(name));
      case "PUT" -> {
        ResourceDesk.Written<ServicePrincipal> written = desk.put(name, Bodies.principal(request));
        yield JsonReply.json(written.created() ? 201 : 200, written.resource());
      }
      case "DELETE" -> JsonReply.empty(desk.delete(name) ? 200 : 204);
      default -> throw ResourceEndpoint.methodNotAllowed(request);
    };
  }

  private JsonReply rotate(JsonRequest request, List<String> below) {
    if (!below.get(1).equalsIgnoreCase("rotate")) {
      throw RegistryResources.unknownPath();
    }
    ResourceEndpoint.requireMethod(request, "POST");
    return JsonReply.json(200, desk.rotate(below.getFirst(), Bodies.rotation(request).expiry()));
  }
}
