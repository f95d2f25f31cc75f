package io.outport.oci.client;

import java.time.Duration;

/** Lets the current thread rest between two attempts. */
@FunctionalInterface
interface Sleeper {
  void sleep(Duration pause) throws InterruptedException;
}
