package io.outport.registry.content;

import io.outport.oci.model.Digest;
import java.io.IOException;

/** The medium holds other bytes than those that the digest names; none of them were handed out. */
public final class DamagedBlobException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says which blob, and where it differs. */
  public DamagedBlobException(Digest digest, String what) {
    super("blob %s is damaged: %s".formatted(digest, what));
  }
}
