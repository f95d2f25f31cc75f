package io.outport.agent.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A state in memory, which outlives the links that tests make one after the other. */
final class MemoryState implements StateStore {
  /** All that was written, oldest first. */
  final List<AgentState> written = new ArrayList<>();

  /** The write that fails, counted from 1; 0 for none. */
  int failing;

  /** Reading it is an error of the virtual machine's own. */
  boolean broken;

  @Override
  public synchronized Optional<AgentState> read() {
    if (broken) {
      throw new StackOverflowError("played");
    }
    return written.isEmpty() ? Optional.empty() : Optional.of(written.getLast());
  }

  @Override
  public synchronized void write(AgentState state) {
    if (failing == written.size() + 1) {
      failing = 0;
      throw new IllegalStateException("the process died here");
    }
    written.add(state);
  }
}
