package io.outport.sync.up;

/** Remembers conflicts for a person; bounded, the oldest are forgotten first. */
@FunctionalInterface
public interface ConflictLog {
  /** Durable when it returns; a repeat of the same repository and kept tag changes nothing. */
  void add(Conflict conflict);
}
