package io.outport.registry.http;

import io.outport.oci.model.Digest;
import java.util.stream.Stream;

/** The entity tag of content that never changes: its digest in quotes (RFC 9110, section 8.8.3). */
record EntityTag(Digest digest) {

  /** Whether the client holds this content already ({@code If-None-Match}). */
  boolean matchesAny(String header) {
    return !header.isEmpty()
        && Stream.of(header.split(","))
            .map(String::strip)
            .map(each -> each.startsWith("W/") ? each.substring(2) : each)
            .anyMatch(each -> each.equals("*") || each.equals(toString()));
  }

  /** Whether a range may be taken from this content ({@code If-Range}; absent means yes). */
  boolean allowsRange(String header) {
    return header.isEmpty() || header.strip().equals(toString());
  }

  @Override
  public String toString() {
    return "\"" + digest + "\"";
  }
}
