package io.outport.registry.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What an {@code Authorization} header carries (RFC 7617, RFC 6750). Never printed (L10). */
sealed interface Credentials {

  /** A name and its password. */
  record Basic(String name, String password) implements Credentials {
    @Override
    public String toString() {
      return "Basic[redacted]";
    }
  }

  /** A bearer token. */
  record Bearer(String token) implements Credentials {
    @Override
    public String toString() {
      return "Bearer[redacted]";
    }
  }

  /** No header at all. */
  record Absent() implements Credentials {}

  /** A header that cannot be read. */
  record Unreadable() implements Credentials {}

  static Credentials parse(String header) {
    if (header.isEmpty()) {
      return new Absent();
    }
    int space = header.indexOf(' ');
    String scheme = space < 0 ? header : header.substring(0, space);
    String value = space < 0 ? "" : header.substring(space + 1).strip();
    if (scheme.equalsIgnoreCase("Bearer")) {
      return new Bearer(value);
    }
    return scheme.equalsIgnoreCase("Basic") ? parseBasic(value) : new Unreadable();
  }

  private static Credentials parseBasic(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? new Unreadable()
          : new Basic(pair.substring(0, colon), pair.substring(colon + 1));
    } catch (IllegalArgumentException ignored) {
      // Not Base64: the same as no credentials, and its text must not reach a log.
      return new Unreadable();
    }
  }
}
