package io.outport.registry.content;

/** On whose behalf a registry's meaning is changed, where a parent is to hear of it. */
public enum Writer {
  /** Nobody else is to hear of it: the change is made and no more. */
  OWNER,

  /** A client of a site that sends changes up: each is noted as {@link Unsent} with the change. */
  CLIENT,

  /**
   * A sync from the parent. What is unsent stays as the client left it: a tag is not moved or
   * removed, nor a manifest with such a tag, one that was deleted does not come back with its
   * blobs, and the call says that it changed nothing there.
   */
  SYNC
}
