package io.outport.dist;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.outport.hubapi.model.Refusal;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** How much servers log; other commands say only what went wrong ({@link LogSetup}). */
final class Logs {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Logs.class);
  private static final String VARIABLE = "OUTPORT_LOG_LEVEL";
  private static final Map<String, Level> LEVELS =
      Map.of(
          "debug", Level.DEBUG,
          "information", Level.INFO,
          "info", Level.INFO,
          "warning", Level.WARN,
          "error", Level.ERROR,
          "none", Level.OFF);

  private Logs() {}

  /**
   * Sets the level of a server.
   *
   * @param option the command line's word, which goes before {@code OUTPORT_LOG_LEVEL}; empty for
   *     none
   */
  static void serving(String option) {
    String wanted =
        option.isEmpty() ? System.getenv().getOrDefault(VARIABLE, "information") : option;
    Level level = LEVELS.get(wanted.toLowerCase(Locale.ROOT));
    if (level == null) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "log level '%s' is not one: give debug, information, warning, error or none"
              .formatted(wanted));
    }
    root().setLevel(level);
  }

  /** Whether the option or the variable says a level. */
  static boolean isGiven(String option) {
    return !option.isEmpty() || System.getenv().containsKey(VARIABLE);
  }

  /** Sets the level that a hub wants; a word that this version does not know changes nothing. */
  static void follow(String wanted) {
    Level level = LEVELS.get(wanted.toLowerCase(Locale.ROOT));
    if (level == null) {
      LOG.atWarn().setMessage("log level of the hub unknown").addKeyValue("level", wanted).log();
      return;
    }
    if (!level.equals(root().getLevel())) {
      // Told while INFO is logged: before it ends, or after it has begun.
      boolean telling = LOG.isInfoEnabled();
      if (telling) {
        tell(wanted);
      }
      root().setLevel(level);
      if (!telling) {
        tell(wanted);
      }
    }
  }

  private static void tell(String wanted) {
    LOG.atInfo().setMessage("log level changed at the hub").addKeyValue("level", wanted).log();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
