package io.outport.oci.model;

/**
 * Which repositories a rule speaks of: one by its exact name, all below a prefix ({@code app/*}),
 * or all ({@code *}). No other place for the star is allowed (reference, 3.5 "Wildcards").
 */
public record RepositoryPattern(String value) implements Comparable<RepositoryPattern> {
  private static final String ALL = "*";
  private static final String BELOW = "/*";

  /** The pattern that speaks of every repository. */
  public static final RepositoryPattern EVERY = new RepositoryPattern(ALL);

  /** Checks the grammar. */
  public RepositoryPattern {
    if (!value.equals(ALL)) {
      String name =
          value.endsWith(BELOW) ? value.substring(0, value.length() - BELOW.length()) : value;
      if (RepositoryName.find(name).isEmpty()) {
        throw new OciException(
            ErrorCode.NAME_INVALID,
            ("repository pattern '%s' is not allowed: use a repository name,"
                    + " a name followed by '/*', or '*' alone")
                .formatted(Quoted.shorten(value)));
      }
    }
  }

  /** Whether the rule speaks of this repository. */
  public boolean matches(RepositoryName repository) {
    if (value.equals(ALL)) {
      return true;
    }
    return value.endsWith(BELOW)
        ? repository.value().startsWith(value.substring(0, value.length() - 1))
        : repository.value().equals(value);
  }

  /** Whether the pattern speaks of more than one repository. */
  public boolean isWildcard() {
    return value.endsWith(ALL);
  }

  @Override
  public int compareTo(RepositoryPattern other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
