package io.outport.agent.link;

import io.outport.agent.reconcile.Outcome;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.DesiredState;
import io.outport.hubapi.agent.ExtensionReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker for each extension that is desired. Of the poll's thread, and of who closes. */
final class Workers implements AutoCloseable {
  /** Most extensions of one cluster. */
  static final int MAX_EXTENSIONS = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(20);

  private final Function<DesiredExtension, Outcome> reconciler;
  private final BiConsumer<DesiredExtension, ExtensionReport> reports;
  private final Duration leastStep;
  private final ThreadFactory threads;

  private final ReentrantLock lock = new ReentrantLock();

  /** By the extension's name; guarded by the lock. */
  private final Map<String, Running> running = new HashMap<>();

  private record Running(ExtensionWorker worker, Thread thread) {}

  Workers(
      Function<DesiredExtension, Outcome> reconciler,
      BiConsumer<DesiredExtension, ExtensionReport> reports,
      Duration leastStep,
      ThreadFactory threads) {
    this.reconciler = reconciler;
    this.reports = reports;
    this.leastStep = leastStep;
    this.threads = threads;
  }

  /** Hands each its wish; what is no longer named is left as it is. */
  void apply(DesiredState state) {
    lock.lock();
    try {
      Set<String> named =
          state.extensions().stream()
              .map(DesiredExtension::name)
              .collect(Collectors.toUnmodifiableSet());
      running
          .entrySet()
          .removeIf(each -> !named.contains(each.getKey()) && each.getValue().worker().retire());
      for (DesiredExtension wish : state.extensions()) {
        hand(wish);
      }
    } finally {
      lock.unlock();
    }
  }

  private void hand(DesiredExtension wish) {
    Running there = running.get(wish.name());
    if (there == null && running.size() >= MAX_EXTENSIONS) {
      LOG.atWarn()
          .addKeyValue("extension", wish.name())
          .addKeyValue("most", MAX_EXTENSIONS)
          .log("passed over an extension, there are too many");
      return;
    }
    if (there == null) {
      ExtensionWorker worker = new ExtensionWorker(reconciler, reports, leastStep);
      Thread thread = threads.newThread(worker);
      there = new Running(worker, thread);
      running.put(wish.name(), there);
      thread.start();
    }
    there.worker().wish(wish);
  }

  /** Waits for steps that are under way, not for ever: each can be taken up after a crash. */
  @Override
  public void close() {
    lock.lock();
    try {
      running.values().forEach(each -> each.worker().end());
      running.values().forEach(each -> Rest.join(each.thread(), CLOSE_WAIT));
      running.clear();
    } finally {
      lock.unlock();
    }
  }
}
