package io.outport.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When an agent is taken for a hung one. */
final class PulseTest {
  private static final Pace QUICK =
      new Pace(
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofDays(30),
          Duration.ofMillis(1));

  private final AtomicInteger ended = new AtomicInteger();
  private final Rest rest = new Rest();
  private final Pulse pulse = new Pulse(ended::incrementAndGet, QUICK, rest);

  @Test
  void livesWhileRoundsAreMade() {
    for (int look = 0; look < 5 * Pulse.MOST_SILENT_LOOKS; look++) {
      if (look % (Pulse.MOST_SILENT_LOOKS - 1) == 0) {
        pulse.beat();
      }
      assertThat(pulse.isAlive()).isTrue();
    }
  }

  @Test
  void hangsAfterSomeLooksWithoutARound() {
    pulse.beat();
    for (int look = 0; look < Pulse.MOST_SILENT_LOOKS; look++) {
      assertThat(pulse.isAlive()).as("look %d", look).isTrue();
    }

    assertThat(pulse.isAlive()).isFalse();
  }

  @Test
  void endsAnAgentThatHangsOnce() {
    pulse.run();

    assertThat(ended).hasValue(1);
  }

  @Test
  void letsAnAgentEndThatWasAskedTo() {
    rest.end();

    pulse.run();

    assertThat(ended).hasValue(0);
  }
}
