package io.outport.edge;

import java.util.Random;

/** What goes wrong, drawn from the seed; nothing any more once it is told to end. */
final class SimChaos {
  /** A call over a link is lost, before or after it was answered, once in so many. */
  static final int CALL_LOST = 40;

  /** A blob breaks off at a piece of it, once in so many. */
  static final int BLOB_CUT = 25;

  /** A process ends at a write to what outlives it, once in so many. */
  static final int WRITE_FATAL = 500;

  /** A process ends around a call over its link, once in so many. */
  static final int CALL_FATAL = 400;

  /** Somebody does something while a call is under way, once in so many. */
  static final int MEANWHILE = 12;

  private final Random random;
  private boolean over;

  SimChaos(Random random) {
    this.random = random;
  }

  /** Whether it happens now. */
  boolean strikes(int onceIn) {
    return !over && random.nextInt(onceIn) == 0;
  }

  /** From now on all goes well. */
  void end() {
    over = true;
  }
}
