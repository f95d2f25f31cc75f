package io.outport.edge;

/** A sync could not go on; the message says why, in plain words. */
final class SyncAbortedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SyncAbortedException(String reason) {
    super(reason);
  }
}
