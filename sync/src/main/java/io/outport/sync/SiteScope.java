package io.outport.sync;

import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import java.util.List;

/**
 * What a site keeps.
 *
 * @param patterns repositories to copy; no pattern means none
 * @param upkeep what happens to local content that the parent or the patterns do not have
 */
public record SiteScope(List<RepositoryPattern> patterns, Upkeep upkeep) {

  /** Copies the list. */
  public SiteScope {
    patterns = List.copyOf(patterns);
  }

  /** The two ways to treat content that only the site has. */
  public enum Upkeep {
    /** A read-only site holds nothing else: it is removed. */
    MIRROR,
    /** A site that takes pushes keeps what only it has. */
    KEEP_OWN
  }

  /** Whether the site keeps this repository. */
  public boolean covers(RepositoryName repository) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(repository));
  }
}
