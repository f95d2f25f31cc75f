package io.outport.dist;

import java.util.concurrent.CountDownLatch;

/** Keeps a server up until the process is asked to end, and closes it then. */
final class Serving {
  private Serving() {}

  /** Returns when the process was asked to end (SIGTERM, Ctrl-C) and the server is closed. */
  static void untilAskedToEnd(AutoCloseable server) {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  asked.countDown();
                  awaitQuietly(closed);
                },
                "end"));
    awaitQuietly(asked);
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException("the server did not close cleanly", e);
    } finally {
      closed.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
