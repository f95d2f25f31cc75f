package io.outport.agent.health;

/**
 * A Deployment or DaemonSet of a release.
 *
 * @param wanted pods
 * @param ready pods of the newest template
 * @param current the controller has seen the newest template, and of a DaemonSet every pod is of it
 */
public record Workload(String kind, String name, int wanted, int ready, boolean current) {

  /** Whether all that is wanted is there. */
  public boolean isReady() {
    return current && ready >= wanted;
  }

  /** The same where so many pods that are not ready are not wanted. */
  Workload without(int pods) {
    return pods == 0 ? this : new Workload(kind, name, wanted - pods, ready, current);
  }
}
