package io.outport.sync;

/** Work ended early because its {@link Stop} or its thread's interrupt asked for it. */
public final class SyncInterruptedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Names the work that ended. */
  public SyncInterruptedException(String work) {
    super(work + " was stopped before its end");
  }
}
