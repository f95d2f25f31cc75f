package io.outport.hubapi.client;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request.
 *
 * @param body empty for none
 * @param timeout for the whole exchange, from connecting to the answer's last byte
 */
public record JsonCall(
    String method, URI uri, Map<String, String> headers, String body, Duration timeout) {

  /** How long an exchange may take unless {@link #within} says otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** Copies the headers. */
  public JsonCall {
    headers = Map.copyOf(headers);
  }

  /** A request without a body. */
  public static JsonCall of(String method, URI uri) {
    return new JsonCall(method, uri, Map.of("Accept", "application/json"), "", DEFAULT_TIMEOUT);
  }

  /** Adds a header. */
  public JsonCall header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new JsonCall(method, uri, more, body, timeout);
  }

  /** Sends this JSON document. */
  public JsonCall json(String document) {
    JsonCall typed = header("Content-Type", "application/json");
    return new JsonCall(method, uri, typed.headers, document, timeout);
  }

  /** Sends this form, which is URL-encoded already. */
  public JsonCall form(String encoded) {
    JsonCall typed = header("Content-Type", "application/x-www-form-urlencoded");

    return new JsonCall(method, uri, typed.headers, encoded, timeout);
  }

  /** Allows the exchange this long. */
  public JsonCall within(Duration allowed) {
    return new JsonCall(method, uri, headers, body, allowed);
  }

  /** Method and path alone: headers and body may carry secrets (law L10). */
  @Override
  public String toString() {
    return "JsonCall[%s %s]".formatted(method, uri.getPath());
  }
}
