package io.outport.oci.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A repository's name, such as {@code library/debian}: lower-case path components, 255 characters
 * at most.
 *
 * <p>Source: OCI distribution specification, "Pulling manifests" ({@code <name>}).
 */
public record RepositoryName(String value) implements Comparable<RepositoryName> {
  /** Longest name accepted; clients count the host in, so longer ones would not be pullable. */
  public static final int MAX_LENGTH = 255;

  private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*+";
  private static final Pattern GRAMMAR = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*+");

  /** Checks length and grammar. */
  public RepositoryName {
    if (value.length() > MAX_LENGTH || !GRAMMAR.matcher(value).matches()) {
      throw new OciException(
          ErrorCode.NAME_INVALID,
          "repository name '%s' is not allowed: use lower-case letters, digits, '.', '_', '-' and '/', at most %d characters"
              .formatted(Quoted.shorten(value), MAX_LENGTH));
    }
  }

  /** Reads a name, or says empty where the text is not one. */
  public static Optional<RepositoryName> find(String text) {
    try {
      return Optional.of(new RepositoryName(text));
    } catch (OciException ignored) {
      // The caller asked whether it is a name; "no" is an answer, not a failure.
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(RepositoryName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
