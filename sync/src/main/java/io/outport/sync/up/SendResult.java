package io.outport.sync.up;

import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import java.util.List;

/**
 * What a run of {@link Outbox} came to.
 *
 * @param sent how many references the parent has as the site has them
 * @param conflicts how many of those were changed on both sides
 * @param failed what the parent did not take; it stays unsent
 */
public record SendResult(int sent, int conflicts, List<Failure> failed) {

  /** Copies the list. */
  public SendResult {
    failed = List.copyOf(failed);
  }

  /** One reference that stays unsent, and why in plain words. */
  public record Failure(RepositoryName repository, Reference reference, String reason) {}
}
