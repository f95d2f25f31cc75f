package io.outport.oci.client;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the next page in {@code Link} headers (RFC 8288, as registries use it). */
final class LinkHeader {
  private static final int MAX_LENGTH = 16 * 1024;
  private static final Pattern NEXT =
      Pattern.compile(
          "<([^<>]*)>\\s*;[^<>]*\\brel\\s*=\\s*\"?next\"?\\s*(?:[;,]|$)", Pattern.CASE_INSENSITIVE);

  private LinkHeader() {}

  /** The target of the link whose relation is "next". */
  static Optional<String> next(List<String> headerValues) {
    return headerValues.stream()
        .filter(value -> value.length() <= MAX_LENGTH)
        .map(NEXT::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }
}
