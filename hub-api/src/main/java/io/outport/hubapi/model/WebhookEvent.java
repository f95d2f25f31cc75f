package io.outport.hubapi.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event of a webhook and what came of it, as {@code POST …/listEvents} answers.
 *
 * @param state {@code Delivered}, {@code Retrying} or {@code DeadLettered}; ours
 * @param attempts how often it was sent; ours
 */
public record WebhookEvent(
    String id,
    RequestMessage eventRequestMessage,
    ResponseMessage eventResponseMessage,
    String state,
    int attempts) {

  /** The receiver took it. */
  public static final String DELIVERED = "Delivered";

  /** The receiver did not take it yet. */
  public static final String RETRYING = "Retrying";

  /** It is not sent any more. */
  public static final String DEAD_LETTERED = "DeadLettered";

  /**
   * What was sent.
   *
   * @param headers those of ours; custom ones are secrets
   * @param requestUri scheme, host and port; the rest is a secret
   */
  public record RequestMessage(
      EventContent content,
      Map<String, String> headers,
      String method,
      String requestUri,
      String version) {

    /** Copies the map. */
    public RequestMessage {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * What was answered, or why nothing was.
   *
   * @param content the first part of the body
   * @param statusCode null where no answer came
   */
  public record ResponseMessage(
      @Nullable String content,
      Map<String, String> headers,
      @Nullable String reasonPhrase,
      @Nullable String statusCode,
      @Nullable String version) {

    /** Copies the map. */
    public ResponseMessage {
      headers = Map.copyOf(headers);
    }
  }
}
