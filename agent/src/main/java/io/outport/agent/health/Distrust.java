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

  /**
   * What is remembered of it: of what passes only that the node waits, for its words change from
   * look to look.
   */
  public String key() {
    int end = words.indexOf(": ");
    return passing && end > 0
        ? words.substring(0, end) + ": waits for its containerd or for the site"
        : words;
  }

  /** Whether somebody has to mend it. */
  boolean lasts() {
    return !words.isEmpty() && !passing;
  }
}
