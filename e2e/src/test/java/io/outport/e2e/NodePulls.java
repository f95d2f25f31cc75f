package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The node's containerd pulls one image and drops it, over and over, until closed. */
final class NodePulls implements AutoCloseable {
  private static final int MAX_FAILURES = 20;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Containerd shakes hands with the registry at each: it keeps no connection. */
  private static final String ONCE =
      "crictl pull --creds \"$2\" \"$1\" && crictl rmi \"$1\" >/dev/null";

  private final ClusterSite cluster;
  private final String image;
  private final String login;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pulls = new AtomicInteger();
  private final Thread thread;

  private volatile boolean closed;

  private NodePulls(ClusterSite cluster, String image, String login) {
    this.cluster = cluster;
    this.image = image;
    this.login = login;
    this.thread = Thread.ofVirtual().unstarted(this::pullOn);
  }

  /**
   * Starts; one has worked when this returns.
   *
   * @param image with the registry's address
   * @param login user and password, with a colon between
   */
  static NodePulls start(ClusterSite cluster, String image, String login) {
    NodePulls pulls = new NodePulls(cluster, image, login);
    Patience.until("a first pull of " + image, LIMIT, () -> pulls.once().exit() == 0);
    pulls.thread.start();
    return pulls;
  }

  /** All so far, those that failed included. */
  int count() {
    return pulls.get();
  }

  /** Returns when so many more were done. */
  void awaitMore(int more) {
    int wanted = count() + more;
    Patience.until("%d more pulls".formatted(more), LIMIT, () -> count() >= wanted);
  }

  /** Fails when one failed. */
  void requireNoFailure() {
    assertThat(List.copyOf(failures)).as("failed of %d pulls", count()).isEmpty();
  }

  private Command.Result once() {
    return cluster.onNode("bash", "-c", ONCE, "once", image, login).run();
  }

  private void pullOn() {
    while (!closed) {
      Command.Result result = once();
      pulls.incrementAndGet();
      if (result.exit() != 0 && failures.size() < MAX_FAILURES) {
        failures.add(result.out() + result.err());
      }
      ServerProcess.pause(PAUSE);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
