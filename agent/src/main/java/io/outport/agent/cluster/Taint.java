package io.outport.agent.cluster;

/**
 * What keeps pods away from a node that do not tolerate it.
 *
 * @param effect such as {@code NoSchedule}
 */
public record Taint(String key, String value, String effect) {

  /** Whether pods are kept away, and not only put elsewhere first. */
  public boolean repels() {
    return effect.equals("NoSchedule") || effect.equals("NoExecute");
  }
}
