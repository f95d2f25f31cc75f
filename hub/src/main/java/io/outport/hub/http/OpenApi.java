package io.outport.hub.http;

import io.outport.gateway.http.JsonReply;
import io.outport.hubapi.model.ArmError;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code GET /openapi.json}: the control API in the words of OpenAPI 3.1, made of {@link
 * Operations} and of the records that the API reads and writes.
 */
final class OpenApi {
  private static final String API_VERSION = "2025-11-01";
  private static final String JSON = "application/json";
  private static final String SCHEMA = "schema";
  private static final String DESCRIPTION = "description";
  private static final Set<String> CONDITIONAL = Set.of("PUT", "PATCH", "DELETE");

  private final URI hub;
  private final Schemas schemas = new Schemas();

  private OpenApi(URI hub) {
    this.hub = hub;
  }

  /** The document of the hub at this address. */
  static JsonReply of(URI hub) {
    return JsonReply.json(200, new OpenApi(hub).document());
  }

  private Map<String, Object> document() {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Operation each : Operations.ALL) {
      paths
          .computeIfAbsent(each.path(), _ -> new LinkedHashMap<>())
          .put(each.method().toLowerCase(Locale.ROOT), operation(each));
    }
    Map<String, Object> refusal =
        content(DESCRIPTION, "What was wrong", JSON, schemas.of(new Shape.Of(ArmError.class)));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.1");
    document.put(
        "info",
        Map.of(
            "title",
            "Outport control API",
            "version",
            API_VERSION,
            DESCRIPTION,
            "In the shape of Azure Resource Manager. Paths are matched without regard to case."));
    document.put("servers", List.of(Map.of("url", hub.toString())));
    document.put("security", List.of(Map.of("bearer", List.of())));
    document.put("paths", paths);
    document.put(
        "components",
        Map.of(
            "securitySchemes",
            Map.of("bearer", Map.of("type", "http", "scheme", "bearer", "bearerFormat", "JWT")),
            "responses",
            Map.of("Refusal", refusal),
            "schemas",
            new TreeMap<>(schemas.named())));
    return document;
  }

  private Map<String, Object> operation(Operation each) {
    boolean open = !each.path().startsWith("/subscriptions");
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("summary", each.summary());
    view.put("operationId", id(each));
    if (open) {
      view.put("security", List.of());
    }
    List<Object> parameters = parameters(each);
    if (!parameters.isEmpty()) {
      view.put("parameters", parameters);
    }
    switch (each.body()) {
      case Shape.Nothing _ -> {}
      case Shape.Form form ->
          view.put(
              "requestBody",
              content("required", true, "application/x-www-form-urlencoded", schemas.of(form)));
      case Shape.Of(var type) when type == Bodies.Rotation.class ->
          view.put("requestBody", content("required", false, JSON, schemas.of(each.body())));
      case Shape.Of _, Shape.PageOf _, Shape.Texts _, Shape.Anything _ ->
          view.put("requestBody", content("required", true, JSON, schemas.of(each.body())));
    }
    view.put("responses", responses(each));
    return view;
  }

  /** The method and the words of the path, which no two operations share. */
  private static String id(Operation each) {
    String path = each.path().replace(Operations.REGISTRY + "/", "");
    List<String> words = new ArrayList<>(List.of(each.method().toLowerCase(Locale.ROOT)));
    for (String segment : path.split("/", -1)) {
      String word = segment.replaceAll("[^A-Za-z0-9]+", "");
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return String.join("_", words);
  }

  private static List<Object> parameters(Operation each) {
    List<Object> all = new ArrayList<>();
    each.segments().stream()
        .filter(Operation::isName)
        .map(segment -> segment.substring(1, segment.length() - 1))
        .forEach(name -> all.add(parameter(name, "path", true)));
    if (isVersioned(each)) {
      all.add(parameter("api-version", "query", true));
    }
    each.query().forEach(name -> all.add(parameter(name, "query", false)));
    if (CONDITIONAL.contains(each.method()) && isConditional(each)) {
      all.add(parameter("If-Match", "header", false));
      all.add(parameter("If-None-Match", "header", false));
    }
    return all;
  }

  /** All but what has nothing of the vendor's API in it. */
  private static boolean isVersioned(Operation each) {
    return each.path().startsWith("/subscriptions") || each.path().equals("/metadata/endpoints");
  }

  /** Principals and the registry itself are written without a condition. */
  private static boolean isConditional(Operation each) {
    String path = each.path();
    return !path.contains("/principals/") && !path.endsWith("{registryName}");
  }

  private static Map<String, Object> parameter(String name, String in, boolean required) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", name);
    view.put("in", in);
    if (required) {
      view.put("required", true);
    }
    view.put(
        SCHEMA,
        name.equals("api-version")
            ? Map.of("type", "string", "default", API_VERSION)
            : Map.of("type", "string"));
    return view;
  }

  private Map<String, Object> responses(Operation each) {
    Map<String, Object> all = new TreeMap<>();
    each.answers()
        .forEach(
            (status, shape) ->
                all.put(
                    status.toString(),
                    shape instanceof Shape.Nothing
                        ? Map.of(DESCRIPTION, "Done, without a body")
                        : content(DESCRIPTION, "Done", JSON, schemas.of(shape))));
    all.put("4XX", refusal(each));
    return all;
  }

  private static Map<String, Object> refusal(Operation each) {
    if (each.method().equals("HEAD")) {
      return Map.of(DESCRIPTION, "There is none");
    }
    if (each.body() instanceof Shape.Form) {
      return content(
          DESCRIPTION,
          "Refused, in the words of OAuth",
          JSON,
          Map.of("type", "object", "required", List.of("error")));
    }
    return Map.of("$ref", "#/components/responses/Refusal");
  }

  private static Map<String, Object> content(
      String key, Object value, String mediaType, Map<String, Object> schema) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put(key, value);
    view.put("content", Map.of(mediaType, Map.of(SCHEMA, schema)));
    return view;
  }
}
