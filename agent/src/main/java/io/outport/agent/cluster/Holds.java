package io.outport.agent.cluster;

import java.util.Optional;

/** Whether the cluster's people want nothing begun now. May be called by any thread. */
public interface Holds {

  /**
   * Why they want so, in their words; empty where they do not.
   *
   * @throws ClusterException when the cluster cannot be asked
   */
  Optional<String> hold();
}
