package io.outport.oci.client;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code Content-Range} of known total (RFC 9110, section 14.4); both ends included. */
record ContentRange(long first, long last, long total) {
  private static final Pattern GRAMMAR =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  /** Reads a header; empty when it is malformed or leaves the total open. */
  static Optional<ContentRange> parse(String header) {
    Matcher matcher = GRAMMAR.matcher(header.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    ContentRange range =
        new ContentRange(
            Long.parseLong(matcher.group(1)),
            Long.parseLong(matcher.group(2)),
            Long.parseLong(matcher.group(3)));
    return range.first <= range.last && range.last < range.total
        ? Optional.of(range)
        : Optional.empty();
  }
}
