package io.outport.agent.health;

/**
 * A Deployment or DaemonSet of a release.
 *
 * @param wanted pods
 * @param ready pods of the newest template
 * @param current the controller has seen the newest template, and of a DaemonSet every pod is of it
 * @param refusal why the API server lets none of its pods in; empty where it does
 */
public record Workload(
    String kind, String name, int wanted, int ready, boolean current, String refusal) {

  /** One whose pods are let in. */
  public Workload(String kind, String name, int wanted, int ready, boolean current) {
    this(kind, name, wanted, ready, current, "");
  }

  /** Whether all that is wanted is there. */
  public boolean isReady() {
    return current && ready >= wanted;
  }

  /** The same where so many pods that are not ready are not wanted. */
  Workload without(int pods) {
    return pods == 0 ? this : new Workload(kind, name, wanted - pods, ready, current, refusal);
  }

  /** The same with this refusal. */
  public Workload refused(String words) {
    return words.isEmpty() ? this : new Workload(kind, name, wanted, ready, current, words);
  }
}
