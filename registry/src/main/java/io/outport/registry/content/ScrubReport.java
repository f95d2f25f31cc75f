package io.outport.registry.content;

import io.outport.oci.model.Digest;
import java.util.List;

/**
 * What a scrub found.
 *
 * @param blobs how many blobs were read
 * @param bytes how many bytes those were
 * @param damaged blobs whose bytes were not those of their digest; they are out of sight now
 * @param lost blobs that a repository holds and the store does not, the damaged included; {@link
 *     #MAX_NAMED} of each at most
 */
public record ScrubReport(long blobs, long bytes, List<Digest> damaged, List<Digest> lost) {
  /** Most blobs that a report names. */
  public static final int MAX_NAMED = 10_000;

  /** Copies the lists. */
  public ScrubReport {
    damaged = List.copyOf(damaged);
    lost = List.copyOf(lost);
  }
}
