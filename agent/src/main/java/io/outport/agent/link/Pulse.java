package io.outport.agent.link;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the hub is no longer asked, whatever it answers: the poll's thread ended by an
 * error, or hangs where all should be bounded. Looks are counted, not time, so that a machine that
 * slept is not taken for a hung one.
 */
final class Pulse implements Runnable {
  /** Looks without a round between them; a round takes two at most. */
  static final int MOST_SILENT_LOOKS = 6;

  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

  private final Runnable hung;
  private final Duration interval;
  private final Rest rest;
  private final AtomicLong rounds = new AtomicLong();

  /** Of the thread that looks alone. */
  private long seen;

  private int silentLooks;

  Pulse(Runnable hung, Pace pace, Rest rest) {
    this.hung = hung;
    this.interval = pace.poll().plus(pace.longestRetry());
    this.rest = rest;
  }

  /** A round begins. */
  void beat() {
    rounds.incrementAndGet();
  }

  @Override
  public void run() {
    do {
      rest.take(interval);
    } while (!rest.isOver() && isAlive());
    if (!rest.isOver()) {
      LOG.atError()
          .addKeyValue("seconds", interval.multipliedBy(MOST_SILENT_LOOKS).toSeconds())
          .log("the agent hangs and ends itself, to be started again");
      hung.run();
    }
  }

  /** One look. */
  boolean isAlive() {
    long now = rounds.get();
    silentLooks = now == seen ? silentLooks + 1 : 0;
    seen = now;
    return silentLooks < MOST_SILENT_LOOKS;
  }
}
