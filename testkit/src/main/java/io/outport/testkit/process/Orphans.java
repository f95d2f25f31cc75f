package io.outport.testkit.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends, when this program ends, the processes that it started and nobody has ended: a test that
 * fails while it sets its stage must leave none behind.
 */
final class Orphans {
  private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Orphans::end, "orphans"));
  }

  private Orphans() {}

  /** The same process, looked after. */
  static Process own(Process process) {
    LIVING.add(process);
    var _ = process.onExit().thenRun(() -> LIVING.remove(process));
    return process;
  }

  private static void end() {
    LIVING.forEach(
        process -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        });
  }
}
