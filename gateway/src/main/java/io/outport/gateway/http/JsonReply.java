package io.outport.gateway.http;

import io.outport.hubapi.model.ControlJson;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One small answer.
 *
 * @param body text; empty for none
 */
public record JsonReply(int status, Map<String, String> headers, String body) {

  /** Copies the headers. */
  public JsonReply {
    headers = Map.copyOf(headers);
  }

  /** Answers with a value as JSON. */
  public static JsonReply json(int status, Object value) {
    return new JsonReply(
        status,
        Map.of("Content-Type", "application/json; charset=utf-8"),
        ControlJson.mapper().writeValueAsString(value));
  }

  /** Answers without a body. */
  public static JsonReply empty(int status) {
    return new JsonReply(status, Map.of(), "");
  }

  /** Adds a header. */
  public JsonReply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new JsonReply(status, more, body);
  }
}
