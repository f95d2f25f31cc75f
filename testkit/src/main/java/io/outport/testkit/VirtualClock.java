package io.outport.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it; one thread moves it, any reads it. */
public final class VirtualClock implements InstantSource {
  private volatile Instant now;

  public VirtualClock(Instant start) {
    this.now = start;
  }

  /** A clock at a fixed, unremarkable moment: 2026-01-15T08:00:00Z. */
  public static VirtualClock start() {
    return new VirtualClock(Instant.parse("2026-01-15T08:00:00Z"));
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Moves the clock by this much, backwards where the duration is negative. */
  public void advance(Duration by) {
    now = now.plus(by);
  }

  /** Sets the clock, as an operator or a broken battery would. */
  public void set(Instant moment) {
    now = moment;
  }
}
