package io.outport.oci.model;

import java.util.regex.Pattern;

/**
 * A tag: a movable name for one manifest in one repository, 128 characters at most.
 *
 * <p>Source: OCI distribution specification, "Pulling manifests" ({@code <reference>} as a tag).
 */
public record Tag(String value) implements Reference, Comparable<Tag> {
  private static final Pattern GRAMMAR = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

  /** Checks length and grammar. */
  public Tag {
    if (!GRAMMAR.matcher(value).matches()) {
      throw new OciException(
          ErrorCode.TAG_INVALID,
          "tag '%s' is not allowed: use letters, digits, '_', '.' and '-', at most 128 characters, not starting with '.' or '-'"
              .formatted(Quoted.shorten(value)));
    }
  }

  @Override
  public int compareTo(Tag other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
