package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hub.resource.RegistryDesk;
import io.outport.hub.resource.ResourceDesk;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.ResourceList;
import io.outport.oci.model.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The registry itself: GET, and PUT and PATCH of the few properties that a hub lets one choose.
 * What is fixed may be sent as it is, as tools do; another value is refused, since to pass over it
 * in silence would be a lie.
 */
final class RegistryEndpoint {
  private static final String DATA_ENDPOINT = "dataEndpointEnabled";

  /** Whether a registry of a name can be made. */
  record NameAvailability(boolean nameAvailable, String reason, String message) {}

  /** How many there are, and may be. */
  record Usage(String name, long currentValue, long limit, String unit) {}

  private final RegistryDesk desk;
  private final Desks desks;

  RegistryEndpoint(Desks desks) {
    this.desk = desks.registry();
    this.desks = desks;
  }

  JsonReply answer(JsonRequest request) {
    return switch (request.method()) {
      case "GET" -> JsonReply.json(200, desk.get());
      case "PUT", "PATCH" -> JsonReply.json(200, change(Bodies.object(request)));
      default -> throw ResourceEndpoint.methodNotAllowed(request);
    };
  }

  /** {@code GET .../listUsages}: how many there are, and may be, of what a registry holds. */
  JsonReply usages(JsonRequest request) {
    ResourceEndpoint.requireMethod(request, "GET");
    return JsonReply.json(
        200,
        new ResourceList<>(
            List.of(
                usage("ScopeMaps", desks.scopeMaps().list().size()),
                usage("Tokens", desks.tokens().list().size()),
                usage("ConnectedRegistries", desks.sites().list().size())),
            null));
  }

  /** {@code POST .../checkNameAvailability}: a hub has its one registry and makes no other. */
  JsonReply nameAvailability(JsonRequest request) {
    ResourceEndpoint.requireMethod(request, "POST");
    String name = Bodies.object(request).path("name").asString("");
    boolean own = name.equalsIgnoreCase(desk.get().name());
    return JsonReply.json(
        200,
        new NameAvailability(
            false,
            own ? "AlreadyExists" : "Invalid",
            own
                ? "the registry %s is in use".formatted(desk.get().name())
                : "a hub has one registry, and this one's is '%s'".formatted(desk.get().name())));
  }

  private Object change(ObjectNode wanted) {
    JsonNode fixed = ControlJson.mapper().valueToTree(desk.get());
    requireFixed("sku.name", fixed.at("/sku/name"), wanted.at("/sku/name"));
    requireFixed("identity", fixed.path("identity"), wanted.path("identity"));
    Optional<Boolean> dataEndpoint = Optional.empty();
    if (wanted.get("properties") instanceof ObjectNode properties) {
      dataEndpoint = flag(properties.path(DATA_ENDPOINT));
      properties.properties().stream()
          .filter(each -> !each.getKey().equals(DATA_ENDPOINT))
          .forEach(
              each ->
                  requireFixed(
                      each.getKey(), fixed.at("/properties/" + each.getKey()), each.getValue()));
    }
    return desk.change(dataEndpoint, tags(wanted.path("tags")));
  }

  private static Optional<Boolean> flag(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isBoolean()) {
      throw new JsonRefusal(
          400, "InvalidRequestContent", "%s must be true or false".formatted(DATA_ENDPOINT));
    }
    return Optional.of(node.booleanValue());
  }

  private static Optional<Map<String, String>> tags(JsonNode node) {
    if (!(node instanceof ObjectNode tags)) {
      return Optional.empty();
    }
    Map<String, String> read = new LinkedHashMap<>();
    tags.properties().forEach(each -> read.put(each.getKey(), each.getValue().asString("")));
    return Optional.of(read);
  }

  /** Null and what means "off" are no wish for anything. */
  private static void requireFixed(String name, JsonNode fixed, JsonNode wanted) {
    boolean nothing =
        wanted.isMissingNode()
            || wanted.isNull()
            || (fixed.isMissingNode()
                && wanted.isValueNode()
                && List.of("false", "disabled", "none", "")
                    .contains(wanted.asString("").toLowerCase(Locale.ROOT)));
    if (!nothing && !wanted.asString("?").equalsIgnoreCase(fixed.asString(""))) {
      throw new JsonRefusal(
          400,
          "PropertyNotSupported",
          "'%s' of the registry cannot be changed at a hub".formatted(Quoted.shorten(name)));
    }
  }

  private static Usage usage(String name, long count) {
    return new Usage(name, count, ResourceDesk.MAX_RESOURCES, "Count");
  }
}
