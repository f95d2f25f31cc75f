package io.outport.oci.client;

import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One proxy, as a variable of the environment names it.
 *
 * @param variable that named it
 * @param authorizationOrNull the header's value that signs in there
 */
record ProxyAddress(String variable, String host, int port, @Nullable String authorizationOrNull) {
  /** What other programs on the same machine take where a proxy's port is left out. */
  private static final int DEFAULT_PORT = 80;

  private static final int MAX_PORT = 65_535;
  private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://(.*)");
  private static final Pattern PLACE =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[a-zA-Z0-9._-]+)(?::([0-9]{1,5}))?");

  static ProxyAddress parse(String variable, String value) {
    String text = withoutScheme(variable, value.strip()).replaceAll("/+$", "");
    // The last one: a password may hold others.
    int at = text.lastIndexOf('@');
    Matcher place = PLACE.matcher(text.substring(at + 1));
    if (!place.matches()) {
      throw new ProxyProblem(variable, "it must be a host or host:port");
    }
    return new ProxyAddress(
        variable,
        place.group(1).replaceAll("[\\[\\]]", ""),
        port(variable, place.group(2)),
        at < 0 ? null : basic(variable, text.substring(0, at)));
  }

  Optional<String> authorization() {
    return Optional.ofNullable(authorizationOrNull);
  }

  InetSocketAddress socketAddress() {
    return InetSocketAddress.createUnresolved(host, port);
  }

  /** Without the password (law L10). */
  @Override
  public String toString() {
    return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port);
  }

  private static String withoutScheme(String variable, String value) {
    Matcher scheme = SCHEME.matcher(value);
    if (!scheme.matches()) {
      return value;
    }
    String name = scheme.group(1).toLowerCase(Locale.ROOT);
    if (!name.equals("http")) {
      throw new ProxyProblem(variable, "only proxies with http:// can be used");
    }
    return scheme.group(2);
  }

  private static int port(String variable, @Nullable String text) {
    int port = text == null ? DEFAULT_PORT : Integer.parseInt(text);
    if (port < 1 || port > MAX_PORT) {
      throw new ProxyProblem(variable, "its port must be from 1 to " + MAX_PORT);
    }
    return port;
  }

  private static String basic(String variable, String userInfo) {
    String[] parts = userInfo.split(":", 2);
    String password = parts.length < 2 ? "" : parts[1];
    String pair = decoded(variable, parts[0]) + ":" + decoded(variable, password);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String variable, String text) {
    try {
      // A plus is itself here, not a form's space.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProxyProblem(
          variable, "a '%' in its name or password must be written %25, or start such a pair");
    }
  }
}
