package io.outport.hubapi.client;

import io.outport.hubapi.model.ArmError;
import io.outport.hubapi.model.ControlJson;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * What a server answered.
 *
 * @param body may be empty or no JSON at all
 * @param headers names in lower case, the first value of each
 */
public record JsonAnswer(int status, String body, Map<String, String> headers) {

  /** Copies the headers. */
  public JsonAnswer {
    headers = Map.copyOf(headers);
  }

  /** An answer without headers. */
  public JsonAnswer(int status, String body) {
    this(status, body, Map.of());
  }

  /** Of the state that the body shows, as it came; empty where none did. */
  public String entityTag() {
    return headers.getOrDefault("etag", "");
  }

  /** Whether the status says that the request was done. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The error that the body tells of, where it tells of one. */
  public Optional<ArmError.Detail> findError() {
    return find(ArmError.class).map(ArmError::error);
  }

  /** The body as a value of this type; empty where it is not one. */
  public <T> Optional<T> find(Class<T> type) {
    if (body.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(ControlJson.mapper().readValue(body, type));
    } catch (JacksonException ignored) {
      // The caller asked whether it is one; "no" is an answer.
      return Optional.empty();
    }
  }

  /** The status alone: the body may carry secrets (law L10). */
  @Override
  public String toString() {
    return "JsonAnswer[%d, %d characters]".formatted(status, body.length());
  }
}
