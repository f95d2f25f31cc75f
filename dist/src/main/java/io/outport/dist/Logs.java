package io.outport.dist;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** How much is logged: commands say only what matters, servers say what they do. */
final class Logs {
  private static final Map<String, Level> LEVELS =
      Map.of(
          "debug", Level.DEBUG,
          "information", Level.INFO,
          "info", Level.INFO,
          "warning", Level.WARN,
          "error", Level.ERROR,
          "none", Level.OFF);

  private Logs() {}

  /** For commands that end by themselves. */
  static void quiet() {
    root().setLevel(Level.WARN);
  }

  /** For servers: at {@code OUTPORT_LOG_LEVEL}, or Information. */
  static void serving() {
    String wanted = System.getenv().getOrDefault("OUTPORT_LOG_LEVEL", "information");
    root().setLevel(LEVELS.getOrDefault(wanted.toLowerCase(Locale.ROOT), Level.INFO));
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
