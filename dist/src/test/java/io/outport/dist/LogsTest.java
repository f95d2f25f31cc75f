package io.outport.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The level that a hub wants becomes the process's. */
final class LogsTest {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();

  @AfterEach
  void restore() {
    root.setLevel(before);
  }

  @Test
  void followsEachOfTheHubsLevels() {
    Map<String, Level> levels =
        Map.of(
            "Debug", Level.DEBUG,
            "Information", Level.INFO,
            "Warning", Level.WARN,
            "Error", Level.ERROR,
            "None", Level.OFF);

    levels.forEach(
        (word, level) -> {
          Logs.follow(word);
          assertThat(root.getLevel()).as(word).isEqualTo(level);
        });
  }

  @Test
  void aWordThatItDoesNotKnowChangesNothing() {
    root.setLevel(Level.ERROR);

    Logs.follow("Verbose");

    assertThat(root.getLevel()).isEqualTo(Level.ERROR);
  }

  @Test
  void knowsWhetherSomebodySaidALevelHere() {
    assertThat(Logs.isGiven("debug")).isTrue();
    assertThat(Logs.isGiven("")).isEqualTo(System.getenv("OUTPORT_LOG_LEVEL") != null);
  }
}
