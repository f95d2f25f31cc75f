package io.outport.sync;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import java.time.Instant;

/** What a sync tells while it runs. Sizes are bytes. */
public sealed interface SyncEvent {

  /**
   * The plan is made.
   *
   * @param images how many are not as the parent has them
   * @param fetchBytes what must come over the link
   * @param reusedBytes what the store holds already
   */
  record Planned(int images, long fetchBytes, long reusedBytes) implements SyncEvent {}

  /** A blob's transfer begins at {@code from}, which is above 0 when it continues. */
  record TransferStarted(RepositoryName repository, Digest digest, long from, long size)
      implements SyncEvent {}

  /** {@code done} bytes of the blob are in the store. Comes with every piece that arrives. */
  record TransferAdvanced(RepositoryName repository, Digest digest, long done, long size)
      implements SyncEvent {}

  /** The link broke in the middle of a blob; the transfer goes on from {@code done}. */
  record TransferCut(RepositoryName repository, Digest digest, long done, long size, String reason)
      implements SyncEvent {}

  /** A blob is whole, verified and durable. */
  record TransferEnded(RepositoryName repository, Digest digest, long size) implements SyncEvent {}

  /** An image is as the parent has it, visible under its tag. */
  record ImageSynced(ImageName image, Digest digest) implements SyncEvent {}

  /** An image, tag or manifest that the parent no longer has is gone here too. */
  record ImageRemoved(ImageName image) implements SyncEvent {}

  /** An image failed; the others go on. */
  record ImageFailed(ImageName image, String reason, Instant nextAttempt) implements SyncEvent {}
}
