package io.outport.hubapi.client;

import java.time.Duration;

/**
 * Is told of each call and its answer, both of which may carry secrets (law L10); must be quick.
 */
@FunctionalInterface
public interface CallTrace {
  /** Tells nobody. */
  CallTrace NONE = (_, _, _) -> {};

  /** A call was answered after this time. */
  void answered(JsonCall call, JsonAnswer answer, Duration took);
}
