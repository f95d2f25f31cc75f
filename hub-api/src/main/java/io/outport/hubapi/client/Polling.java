package io.outport.hubapi.client;

import io.outport.hubapi.model.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Asks for the result of long work until it is there. A hub holds each question for some seconds
 * and is asked again at once; where somebody in between answers without holding it, a pause keeps
 * the asking from being a busy loop.
 */
record Polling(Pause pause, InstantSource clock) {
  private static final int ACCEPTED = 202;

  /** Shortest time from one question to the next. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** In real time. */
  static final Polling REAL = new Polling(Pause.REAL, InstantSource.system());

  /** The first answer that is not 202: of the beginning, or of the asking. */
  JsonAnswer untilDone(Supplier<JsonAnswer> begin, Supplier<JsonAnswer> ask) {
    Instant asked = clock.instant();
    JsonAnswer answer = begin.get();
    while (answer.status() == ACCEPTED) {
      rest(Duration.between(asked, clock.instant()));
      asked = clock.instant();
      answer = ask.get();
    }
    return answer;
  }

  private void rest(Duration held) {
    Duration left = LEAST.minus(held);
    if (!left.isPositive()) {
      return;
    }
    try {
      // A clock that was set back must not make it longer.
      pause.sleep(left.compareTo(LEAST) > 0 ? LEAST : left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Refusal.Exit.UNREACHABLE, "interrupted; the work itself goes on", e);
    }
  }
}
