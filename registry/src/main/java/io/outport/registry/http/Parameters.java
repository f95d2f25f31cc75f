package io.outport.registry.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.outport.oci.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a request, from its query or from a form in its body ({@code
 * application/x-www-form-urlencoded}): a name may come several times, its values are in order.
 */
record Parameters(Map<String, List<String>> byName) {
  /** Most parameters that are read; those behind them are read over. */
  static final int MAX_PARAMETERS = 1_024;

  /** No parameters. */
  static final Parameters NONE = new Parameters(Map.of());

  /**
   * Those behind the question mark of a request's target.
   *
   * @throws RefusalException (400) when there is a broken escape
   */
  static Parameters ofTarget(String target) {
    return read(target, true, "the query string");
  }

  /**
   * Those of a form.
   *
   * @throws RefusalException (400) when there is a broken escape
   */
  static Parameters ofForm(byte[] body) {
    return read(new String(body, StandardCharsets.UTF_8), false, "the form");
  }

  /** All values of a parameter. */
  List<String> all(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /** The first value of a parameter. */
  Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** Whether there is a parameter of this name. */
  boolean has(String name) {
    return byName.containsKey(name);
  }

  private static Parameters read(String text, boolean hasPath, String what) {
    try {
      return new Parameters(
          new QueryStringDecoder(text, StandardCharsets.UTF_8, hasPath, MAX_PARAMETERS)
              .parameters());
    } catch (IllegalArgumentException ignored) {
      // Said in our own words; the parser's would show its insides.
      throw new RefusalException(
          Errors.reply(
              HttpResponseStatus.BAD_REQUEST.code(),
              ErrorCode.UNSUPPORTED,
              what + " holds a broken escape",
              ""));
    }
  }
}
