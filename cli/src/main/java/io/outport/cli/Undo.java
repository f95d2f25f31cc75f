package io.outport.cli;

import io.outport.hubapi.client.ResourceClient;
import io.outport.hubapi.model.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * What a command of several writes takes back when the hub refuses a later one, newest first: bad
 * input changes nothing.
 */
final class Undo {
  private final Deque<Runnable> steps = new ArrayDeque<>();

  /** Remembers how to take back what was just done. */
  void with(Runnable step) {
    steps.push(step);
  }

  /**
   * Writes a resource that is still as it was seen, and remembers to put that back. What was
   * refused is not ours to take back: it may be somebody else's.
   */
  <T> T put(ResourceClient<T> resources, ResourceClient.Seen<T> seen, T wanted) {
    T written = resources.put(seen, wanted);
    with(
        () ->
            seen.state()
                .ifPresentOrElse(
                    before -> resources.put(seen.name(), before),
                    () -> resources.delete(seen.name())));
    return written;
  }

  /** Runs the rest; on a refusal takes back what was remembered, and passes the refusal on. */
  <T> T unlessRefused(Supplier<T> rest) {
    try {
      return rest.get();
    } catch (Refusal refusal) {
      steps.forEach(step -> tryTo(step, refusal));
      throw refusal;
    }
  }

  private static void tryTo(Runnable step, Refusal refusal) {
    try {
      step.run();
    } catch (Refusal second) {
      // The first refusal is what the person has to act on; this one shows with --verbose.
      refusal.addSuppressed(second);
    }
  }
}
