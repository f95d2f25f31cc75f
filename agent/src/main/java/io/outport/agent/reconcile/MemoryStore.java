package io.outport.agent.reconcile;

import java.util.Set;

/**
 * Keeps what is remembered of each extension. A write is whole or not at all; what was written is
 * read after any crash. One writer per extension.
 */
public interface MemoryStore {

  /** What is remembered; {@link Memory#EMPTY} where nothing is. */
  Memory read(String extension);

  /** Replaces it. */
  void write(String extension, Memory memory);

  /** Forgets it; nothing happens where there is none. */
  void forget(String extension);

  /** The extensions of which something is remembered. */
  Set<String> list();
}
