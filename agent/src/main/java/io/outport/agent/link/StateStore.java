package io.outport.agent.link;

import java.util.Optional;

/**
 * Keeps what an agent is. A write is whole or not at all, and is read after any crash. One writer.
 */
public interface StateStore {

  /** Empty for an agent that never ran here. */
  Optional<AgentState> read();

  /** Replaces it. */
  void write(AgentState state);
}
