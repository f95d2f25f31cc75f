package io.outport.oci.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads {@code WWW-Authenticate} headers (RFC 9110, sections 11.2 to 11.6.1): several challenges in
 * one header, several headers, commas and escapes inside quotes, and {@code token68} values.
 *
 * <p>A header that breaks the grammar yields the challenges before the break; a challenge with a
 * repeated parameter is dropped, since two readers could understand it differently.
 */
final class ChallengeParser {
  private static final int MAX_CHALLENGES = 16;
  private static final int MAX_HEADER_LENGTH = 16 * 1024;
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final String TOKEN68_MARKS = "-._~+/";

  private final String text;
  private final List<Challenge> found;
  private int at;

  private ChallengeParser(String text, List<Challenge> found) {
    this.text = text;
    this.found = found;
  }

  /** All challenges of these header values, in order. */
  static List<Challenge> parse(List<String> headerValues) {
    List<Challenge> found = new ArrayList<>();
    for (String value : headerValues) {
      if (value.length() <= MAX_HEADER_LENGTH) {
        new ChallengeParser(value, found).parseHeader();
      }
    }
    return List.copyOf(found);
  }

  private void parseHeader() {
    while (found.size() < MAX_CHALLENGES) {
      skip(" \t,");
      String scheme = token();
      if (scheme.isEmpty() || !parseChallenge(scheme)) {
        return;
      }
    }
  }

  /** Says whether the rest can still be read. */
  private boolean parseChallenge(String scheme) {
    Map<String, String> parameters = new HashMap<>();
    boolean clean = true;
    skip(" \t");
    if (skipToken68()) {
      found.add(new Challenge(scheme, parameters));
      return true;
    }
    while (true) {
      skip(" \t,");
      int before = at;
      String name = token();
      skip(" \t");
      if (name.isEmpty() || !accept('=')) {
        at = before; // the next challenge's scheme, the end, or rubbish
        break;
      }
      skip(" \t");
      String value = accept('"') ? quoted() : token();
      if (value.isEmpty() && !endsQuoted()) {
        return false;
      }
      clean &= parameters.put(name.toLowerCase(Locale.ROOT), value) == null;
    }
    if (clean) {
      found.add(new Challenge(scheme, parameters));
    }
    return true;
  }

  /** A token68 stands alone: after it comes the end or a comma. */
  private boolean skipToken68() {
    int end = at;
    while (end < text.length()
        && (isAlphanumeric(end) || TOKEN68_MARKS.indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    if (end == at) {
      return false;
    }
    while (end < text.length() && text.charAt(end) == '=') {
      end++;
    }
    int after = end;
    while (after < text.length() && " \t".indexOf(text.charAt(after)) >= 0) {
      after++;
    }
    if (after < text.length() && text.charAt(after) != ',') {
      return false;
    }
    at = after;
    return true;
  }

  private String token() {
    int start = at;
    while (at < text.length()
        && (isAlphanumeric(at) || TOKEN_MARKS.indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return text.substring(start, at);
  }

  /** The rest of a quoted string; empty, and the end reached, when it is not closed. */
  private String quoted() {
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\' && at < text.length()) {
        c = text.charAt(at++);
      }
      value.append(c);
    }
    return "";
  }

  private boolean endsQuoted() {
    return at >= 2 && text.startsWith("\"\"", at - 2);
  }

  private void skip(String characters) {
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean accept(char expected) {
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  private boolean isAlphanumeric(int index) {
    char c = text.charAt(index);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
