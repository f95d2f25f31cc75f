package io.outport.bench;

import java.time.Duration;

/**
 * How much a run may cost.
 *
 * @param rounds how often each server has its turn; figures are medians over them
 * @param run how long one turn under load takes
 * @param warmUp load before the first round of a server
 * @param idle how long a started server rests before its memory is read
 */
record Effort(int rounds, Duration run, Duration warmUp, Duration idle) {
  /** For figures that are worth keeping. */
  static final Effort FULL =
      new Effort(3, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10));

  /** To see that everything works. */
  static final Effort SMOKE =
      new Effort(1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));

  Effort withRounds(int changed) {
    return new Effort(changed, run, warmUp, idle);
  }

  Effort withRun(Duration changed) {
    return new Effort(rounds, changed, warmUp, idle);
  }

  @Override
  public String toString() {
    return "%d alternating rounds of %d s, after %d s of warm-up"
        .formatted(rounds, run.toSeconds(), warmUp.toSeconds());
  }
}
