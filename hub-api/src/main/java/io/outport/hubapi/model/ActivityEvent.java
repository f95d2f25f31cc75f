package io.outport.hubapi.model;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the audit log, in the shape of ARM's activity log.
 *
 * @param caller who asked
 * @param operationName such as {@code Microsoft.ContainerRegistry/registries/tokens/write}
 * @param status {@code Succeeded}, {@code Failed}, or {@code Started} where the outcome is unknown
 * @param subStatus the HTTP status
 */
public record ActivityEvent(
    String id,
    String eventDataId,
    String correlationId,
    String operationId,
    Instant eventTimestamp,
    Instant submissionTimestamp,
    String level,
    String channels,
    String caller,
    Text eventName,
    Text category,
    String resourceGroupName,
    Text resourceProviderName,
    Text resourceType,
    String resourceId,
    Text operationName,
    Text status,
    Text subStatus,
    String subscriptionId,
    String tenantId,
    @Nullable HttpCall httpRequest,
    Map<String, String> properties) {

  /** Copies the map. */
  public ActivityEvent {
    properties = Map.copyOf(properties);
  }

  /** A word for programs and one for people. */
  public record Text(String value, String localizedValue) {
    /** The same for both. */
    public static Text of(String word) {
      return new Text(word, word);
    }
  }

  /** What was asked over HTTP. */
  public record HttpCall(String clientRequestId, String method) {}
}
