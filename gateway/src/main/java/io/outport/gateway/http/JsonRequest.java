package io.outport.gateway.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One small request, read whole.
 *
 * @param segments the path's parts, decoded; empty parts (double slashes) are left out
 * @param body text, empty where there is none
 */
public record JsonRequest(
    String method,
    String path,
    List<String> segments,
    Map<String, List<String>> query,
    MultiMap headers,
    String body) {

  private static final String BASIC = "basic ";

  /** A name and a password. */
  public record BasicCredentials(String user, String password) {
    /** Without the password (law L10). */
    @Override
    public String toString() {
      return "BasicCredentials[%s]".formatted(user);
    }
  }

  /** Reads the address line. Throws {@link JsonRefusal} when it holds a broken escape. */
  public static JsonRequest of(String method, String uri, MultiMap headers, String body) {
    try {
      var decoder = new QueryStringDecoder(uri, StandardCharsets.UTF_8);
      String path = decoder.path();
      List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
      segments.removeIf(String::isEmpty);
      return new JsonRequest(
          method, path, List.copyOf(segments), decoder.parameters(), headers, body);
    } catch (IllegalArgumentException e) {
      throw new JsonRefusal(400, "BadRequest", "the address holds a broken percent escape", e);
    }
  }

  /** The first value of a query parameter. */
  public Optional<String> parameter(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** A whole number in the query, or what stands for it where there is none. */
  public long number(String name, long absent) {
    String text = parameter(name).orElse("");
    try {
      return text.isEmpty() ? absent : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new JsonRefusal(
          400, "BadRequest", "query parameter '%s' must be a whole number".formatted(name), e);
    }
  }

  /** A header's first value. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** What the {@code Authorization: Basic} header says, where there is a readable one. */
  public Optional<BasicCredentials> basic() {
    String header = header("Authorization").orElse("");
    if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return Optional.empty();
    }
    try {
      byte[] pair = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      String text = new String(pair, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new BasicCredentials(text.substring(0, colon), text.substring(colon + 1)));
    } catch (IllegalArgumentException ignored) {
      // Not Base64: the same as no credentials, and answered so.
      return Optional.empty();
    }
  }

  /** Method and path alone: the rest may hold secrets (law L10). */
  @Override
  public String toString() {
    return method + " " + path;
  }
}
