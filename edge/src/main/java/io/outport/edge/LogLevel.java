package io.outport.edge;

/** How much this process logs, as far as the hub may say so. */
@FunctionalInterface
public interface LogLevel {
  /** Decided at the site: what the hub wants is not heard. */
  LogLevel FIXED = level -> {};

  /**
   * Logs this much from now on. Called with the level in use at the start and whenever the
   * configuration changes, so a repeat changes nothing; does not throw.
   *
   * @param level {@code Debug Information Warning Error None}, or a word that a newer hub knows
   */
  void follow(String level);
}
