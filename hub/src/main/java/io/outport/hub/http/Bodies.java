package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonRequest;
import io.outport.hubapi.model.Cluster;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.ResourceGroup;
import io.outport.hubapi.model.Rollout;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.ServicePrincipal;
import io.outport.hubapi.model.Token;
import io.outport.hubapi.model.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the bodies of requests; the parser's own words stay inside, as they quote the body. */
final class Bodies {
  private Bodies() {}

  static ScopeMap scopeMap(JsonRequest request) {
    ScopeMap read = read(object(request), ScopeMap.class);
    require(read.properties(), "properties");
    return read;
  }

  static Token token(JsonRequest request) {
    Token read = read(object(request), Token.class);
    require(read.properties(), "properties");
    return read;
  }

  /** A PATCH may change its tags alone, and say nothing of properties. */
  static Webhook webhook(JsonRequest request) {
    return read(object(request), Webhook.class);
  }

  static ServicePrincipal principal(JsonRequest request) {
    ServicePrincipal read = read(object(request), ServicePrincipal.class);
    require(read.properties(), "properties");
    return read;
  }

  /** What a rotation may say; nothing is said by no body, too. */
  record Rotation(@Nullable Instant expiry) {}

  static Rotation rotation(JsonRequest request) {
    return request.body().isBlank() ? new Rotation(null) : read(object(request), Rotation.class);
  }

  static GenerateCredentials generateCredentials(JsonRequest request) {
    GenerateCredentials read = read(object(request), GenerateCredentials.class);
    require(read.tokenId(), "tokenId");
    return read;
  }

  /** In a PATCH {@code syncProperties} stands beside {@code parent}, not in it. */
  static ConnectedRegistry connectedRegistry(JsonRequest request) {
    ObjectNode document = object(request);
    if (document.get("properties") instanceof ObjectNode properties
        && properties.get("syncProperties") instanceof ObjectNode sync) {
      properties.remove("syncProperties");
      properties.putObject("parent").set("syncProperties", sync);
    }
    ConnectedRegistry read = read(document, ConnectedRegistry.class);
    require(read.properties(), "properties");
    return read;
  }

  static Cluster cluster(JsonRequest request) {
    return read(object(request), Cluster.class);
  }

  static Extension extension(JsonRequest request) {
    Extension read = read(object(request), Extension.class);
    require(read.properties(), "properties");
    return read;
  }

  static Rollout rollout(JsonRequest request) {
    Rollout read = read(object(request), Rollout.class);
    require(read.properties(), "properties");
    return read;
  }

  static ExtensionType extensionType(JsonRequest request) {
    ExtensionType read = read(object(request), ExtensionType.class);
    require(read.properties(), "properties");
    return read;
  }

  /**
   * What an archive is asked of.
   *
   * @param namespaces beside the extension's own; null for none
   */
  record DiagnosticsWish(@Nullable String extensionName, @Nullable List<String> namespaces) {}

  static DiagnosticsWish diagnostics(JsonRequest request) {
    DiagnosticsWish read = read(object(request), DiagnosticsWish.class);
    require(read.extensionName(), "extensionName");
    return read;
  }

  static ResourceGroup resourceGroup(JsonRequest request) {
    return read(object(request), ResourceGroup.class);
  }

  static ObjectNode object(JsonRequest request) {
    try {
      JsonNode node = ControlJson.mapper().readTree(request.body());
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw invalid("the body is not JSON", e);
    }
    throw invalid("the body must be a JSON object", null);
  }

  private static <T> T read(ObjectNode document, Class<T> type) {
    try {
      return ControlJson.mapper().treeToValue(document, type);
    } catch (JacksonException e) {
      throw invalid("the body is not what this call takes%s".formatted(where(e)), e);
    }
  }

  /** Which field is wrong, without its value. */
  private static String where(JacksonException problem) {
    String path =
        problem.getPath().stream()
            .map(step -> Objects.requireNonNullElse(step.getPropertyName(), "[]"))
            .reduce((left, right) -> left + "." + right)
            .orElse("");
    return path.isEmpty() ? "" : ": look at '%s'".formatted(path);
  }

  private static void require(@Nullable Object value, String field) {
    if (value == null) {
      throw invalid("the body lacks '%s'".formatted(field), null);
    }
  }

  private static JsonRefusal invalid(String message, @Nullable Throwable cause) {
    return new JsonRefusal(400, "InvalidRequestContent", message, cause);
  }
}
