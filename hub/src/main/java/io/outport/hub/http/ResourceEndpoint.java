package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hub.resource.ResourceDesk;
import io.outport.hubapi.model.ResourceList;
import java.util.function.Function;

/**
 * GET, PUT, PATCH, DELETE and list of one kind of resource. Writes are done when they answer, so no
 * long-running operation is needed: 201 or 200 with {@code provisioningState: Succeeded}.
 */
final class ResourceEndpoint<T> {
  private final ResourceDesk<T> desk;
  private final Function<JsonRequest, T> reader;

  /** The reader makes a resource of a request's body, or refuses it. */
  ResourceEndpoint(ResourceDesk<T> desk, Function<JsonRequest, T> reader) {
    this.desk = desk;
    this.reader = reader;
  }

  JsonReply list(JsonRequest request) {
    requireMethod(request, "GET");
    return JsonReply.json(200, new ResourceList<>(desk.list(), null));
  }

  JsonReply one(JsonRequest request, String name) {
    return switch (request.method()) {
      case "GET" -> JsonReply.json(200, desk.get(name));
      case "PUT" -> {
        ResourceDesk.Written<T> written = desk.put(name, reader.apply(request));
        yield JsonReply.json(written.created() ? 201 : 200, written.resource());
      }
      case "PATCH" -> JsonReply.json(200, desk.patch(name, reader.apply(request)));
      case "DELETE" -> JsonReply.empty(desk.delete(name) ? 200 : 204);
      default -> throw methodNotAllowed(request);
    };
  }

  static void requireMethod(JsonRequest request, String method) {
    if (!request.method().equals(method)) {
      throw methodNotAllowed(request);
    }
  }

  static JsonRefusal methodNotAllowed(JsonRequest request) {
    return new JsonRefusal(
        405,
        "MethodNotAllowed",
        "%s is not an operation of this resource".formatted(request.method()));
  }
}
