package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Fleet.Login;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Clients that pull one image over and over, each signing in for every request, until closed. */
final class PullLoad implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int MAX_FAILURES = 20;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Images registry;
  private final String repository;
  private final String tag;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicIntegerArray pulls = new AtomicIntegerArray(CLIENTS);
  private final List<Thread> clients = new ArrayList<>();

  private volatile Login login;
  private volatile boolean closed;

  private PullLoad(Images registry, Login login, String repository, String tag) {
    this.registry = registry;
    this.login = login;
    this.repository = repository;
    this.tag = tag;
  }

  /** Starts them; each has pulled once when this returns. */
  static PullLoad start(Images registry, Login login, String repository, String tag) {
    PullLoad load = new PullLoad(registry, login, repository, tag);
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      load.clients.add(Thread.ofVirtual().start(() -> load.pullOn(client)));
    }
    load.awaitRound();
    return load;
  }

  /** Has all use this from now on; when it returns, nobody uses the one before any longer. */
  void use(Login next) {
    login = next;
    awaitRound();
  }

  /** Each client pulls twice more: the first of these may have begun before. */
  void awaitRound() {
    int[] before = new int[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      before[i] = pulls.get(i);
    }
    long deadline = System.nanoTime() + LIMIT.toNanos();
    for (int i = 0; i < CLIENTS; i++) {
      while (pulls.get(i) < before[i] + 2) {
        assertThat(System.nanoTime()).as("pulls stand still: %s", failures).isLessThan(deadline);
        ServerProcess.pause(PAUSE);
      }
    }
  }

  /** All pulls so far, those that failed included. */
  int count() {
    int all = 0;
    for (int i = 0; i < CLIENTS; i++) {
      all += pulls.get(i);
    }
    return all;
  }

  /** What went wrong, the first {@value #MAX_FAILURES}. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  private void pullOn(int client) {
    while (!closed) {
      try {
        var _ = registry.pull(login, repository, tag);
      } catch (IOException | RuntimeException e) {
        if (!closed && failures.size() < MAX_FAILURES) {
          failures.add(e.toString());
        }
      }
      pulls.incrementAndGet(client);
      ServerProcess.pause(PAUSE);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread client : clients) {
      try {
        client.join(LIMIT);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
