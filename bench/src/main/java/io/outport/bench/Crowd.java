package io.outport.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does many small things, a few at a time. */
final class Crowd {
  private static final int AT_ONCE = 8;

  private Crowd() {}

  /** One of them, by its number. */
  @FunctionalInterface
  interface Task {
    void run(int number) throws IOException;
  }

  /** Does all from 0 on; the first failure is thrown when the others have ended. */
  static void run(int count, Task task) throws IOException {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int number = 0; number < count; number++) {
        int current = number;
        running.add(
            threads.submit(
                () -> {
                  task.run(current);
                  return current;
                }));
      }
    }
    for (Future<?> each : running) {
      await(each);
    }
  }

  private static void await(Future<?> task) throws IOException {
    try {
      var _ = task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WrongAnswerException wrong) {
        throw wrong;
      }
      throw new IOException("a part of the preparation failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
