package io.outport.agent.health;

/**
 * A pod of a release.
 *
 * @param owner name of the workload that it is of
 * @param waitingReason such as {@code CrashLoopBackOff}, or {@link #PULLING}; empty where its
 *     container runs
 * @param waitingMessage the runtime's words
 * @param restarts of its container
 * @param lastWords the end of the log of the container that ended last; empty for none
 * @param schedulingMessage why it has no node; empty where it has one
 * @param mountMessage why its volumes are not there; empty where they are
 * @param distrust of the node that it works on; none for pods that do other work
 */
public record Pod(
    String name,
    String owner,
    boolean ready,
    String waitingReason,
    String waitingMessage,
    int restarts,
    String lastWords,
    String schedulingMessage,
    String mountMessage,
    Distrust distrust) {

  /** Why it waits while its image has been coming for minutes, and comes still. */
  public static final String PULLING = "ImagePulling";

  /** Whether it waits for nothing but its image, which comes. */
  public boolean pulls() {
    return !ready && PULLING.equals(waitingReason);
  }
}
