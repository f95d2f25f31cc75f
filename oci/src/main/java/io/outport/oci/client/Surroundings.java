package io.outport.oci.client;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What a client takes from outside beside the network. */
record Surroundings(InstantSource clock, RandomGenerator random, Sleeper sleeper) {

  /** The machine's own. */
  static Surroundings real() {
    return new Surroundings(InstantSource.system(), RandomGenerator.getDefault(), Thread::sleep);
  }
}
