package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonRequest;
import io.outport.hubapi.model.ControlJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Entity tags of resources, and the conditions on them (RFC 9110, 8.8.3 and 13.1). A tag is of what
 * people write: what a site or a cluster reports about itself does not change it.
 */
final class Preconditions {
  private static final int PRECONDITION_FAILED = 412;
  private static final int TAG_BYTES = 16;
  private static final List<String> REPORTED =
      List.of(
          "version",
          "connectionState",
          "lastActivityTime",
          "activation",
          "loginServer",
          "statusDetails",
          "registrySyncResult",
          "provisioningState",
          "currentVersion",
          "statuses",
          "errorInfo",
          "packageUri",
          "connectivityStatus",
          "lastConnectivityTime",
          "kubernetesVersion",
          "agentVersion",
          "totalNodeCount",
          "totalCoreCount",
          "hold",
          "state",
          "message",
          "currentRing",
          "soakedAt",
          "outcomes",
          "sites");
  private static final List<String> REPORTED_OF_SYNC = List.of("lastSyncTime", "gatewayEndpoint");

  private Preconditions() {}

  /** The tag of the resource as it is, with its quotes. */
  static String tag(Object resource) {
    ObjectNode document = ControlJson.mapper().valueToTree(resource);
    if (document.get("properties") instanceof ObjectNode properties) {
      properties.remove(REPORTED);
      if (properties.at("/parent/syncProperties") instanceof ObjectNode sync) {
        sync.remove(REPORTED_OF_SYNC);
      }
    }
    byte[] hash = hash(ControlJson.mapper().writeValueAsString(document));
    return "\"" + HexFormat.of().formatHex(Arrays.copyOf(hash, TAG_BYTES)) + "\"";
  }

  /**
   * Lets a write go on.
   *
   * @param current the tag of what is there; empty where there is nothing
   * @throws JsonRefusal 412 where the request was made for another state
   */
  static void check(JsonRequest request, Optional<String> current) {
    request
        .header("If-Match")
        .filter(wanted -> current.filter(tag -> names(wanted, tag)).isEmpty())
        .ifPresent(
            _ -> {
              throw failed("the resource was changed by somebody else, or is gone: read it again");
            });
    request
        .header("If-None-Match")
        .filter(unwanted -> current.filter(tag -> names(unwanted, tag)).isPresent())
        .ifPresent(
            _ -> {
              throw failed("there is such a resource already");
            });
  }

  /** Whether a request asks for any condition. */
  static boolean arePresent(JsonRequest request) {
    return request.header("If-Match").isPresent() || request.header("If-None-Match").isPresent();
  }

  private static boolean names(String header, String tag) {
    return List.of(header.split(",", -1)).stream()
        .map(String::strip)
        .anyMatch(each -> each.equals("*") || each.equals(tag));
  }

  private static JsonRefusal failed(String message) {
    return new JsonRefusal(PRECONDITION_FAILED, "PreconditionFailed", message);
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("the Java platform lacks SHA-256", impossible);
    }
  }
}
