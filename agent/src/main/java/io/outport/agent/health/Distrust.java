package io.outport.agent.health;

/**
 * Why a node does not trust the site.
 *
 * @param words as {@code node NAME: why}; empty where nothing is wrong
 * @param passing whether it waits for others, and needs nobody to mend it
 */
public record Distrust(String words, boolean passing) {
  /** Nothing is wrong. */
  public static final Distrust NONE = new Distrust("", true);

  /** Whether somebody has to mend it. */
  boolean lasts() {
    return !words.isEmpty() && !passing;
  }
}
