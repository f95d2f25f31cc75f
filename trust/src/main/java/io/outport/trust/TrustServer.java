package io.outport.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one node's trust as it should be until it is closed, or takes it back and then stays. Of
 * all servers on a node one works at a time, so that a removal never races an old pod that writes.
 */
public final class TrustServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrustServer.class);
  private static final String LOCK = NodeTrust.FOLDER + "/lock";

  /** As programs end that found a fault in themselves (sysexits.h). */
  private static final int FALLEN = 70;

  private static final Duration RETRY = Duration.ofMillis(500);

  private final TrustSettings settings;
  private final NodeTrust trust;
  private final Pace pace;
  private final Consumer<TrustStatus> report;
  private final Runnable fallen;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What was reported and complained of last; of this server's thread alone. */
  private String said = "";

  private String complaint = "";
  private boolean removed;
  private int waits;

  /**
   * How often a node is looked at.
   *
   * @param good where all is well
   * @param bad where it is not yet
   */
  public record Pace(Duration good, Duration bad) {}

  private TrustServer(
      TrustSettings settings, Pace pace, Consumer<TrustStatus> report, Runnable fallen) {
    this.settings = settings;
    this.trust = NodeTrust.of(settings);
    this.pace = pace;
    this.report = report;
    this.fallen = fallen;
  }

  /** Starts to keep a node's trust; {@code report} hears each change. */
  public static TrustServer keep(TrustSettings settings, Pace pace, Consumer<TrustStatus> report) {
    return keep(settings, pace, report, TrustServer::halt);
  }

  /** As the other; {@code fallen} ends a process whose server met an error of the machine. */
  static TrustServer keep(
      TrustSettings settings, Pace pace, Consumer<TrustStatus> report, Runnable fallen) {
    TrustServer server = new TrustServer(settings, pace, report, fallen);
    Thread.ofPlatform().name("trust").start(() -> server.run(server::keepAlone));
    return server;
  }

  /** Starts to take a node's trust back; {@code report} hears when that is done. */
  public static TrustServer remove(
      TrustSettings settings, Pace pace, Consumer<TrustStatus> report) {
    TrustServer server = new TrustServer(settings, pace, report, TrustServer::halt);
    Thread.ofPlatform().name("trust").start(() -> server.run(server::takeBack));
    return server;
  }

  /**
   * As {@link #remove}, and again whenever somebody brings trust back, until it is closed: an old
   * pod may write once more before it ends.
   */
  public static TrustServer keepRemoved(
      TrustSettings settings, Pace pace, Consumer<TrustStatus> report) {
    TrustServer server = new TrustServer(settings, pace, report, TrustServer::halt);
    Thread.ofPlatform().name("trust").start(() -> server.run(server::takeBackEachTime));
    return server;
  }

  private void run(NodeLock.Work work) {
    try {
      while (!attempt(work) && !closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
        // Another server still has the node, or it could not be written: again.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // Without this thread the pod would stay as if all were well.
      fall(e);
    } finally {
      closed.countDown();
    }
  }

  private void fall(Throwable e) {
    try {
      LOG.atError().setCause(e).log("trust met an error and ends itself, to be started again");
    } finally {
      fallen.run();
    }
  }

  /** Not by way of hooks, which wait for this thread. */
  private static void halt() {
    Runtime.getRuntime().halt(FALLEN);
  }

  private boolean attempt(NodeLock.Work work) throws InterruptedException {
    try {
      return work.go();
    } catch (IOException e) {
      if (!e.toString().equals(complaint)) {
        complaint = e.toString();
        LOG.atWarn().addKeyValue("reason", complaint).log("could not work on this node");
      }
      say(failed(e.toString()));
      return false;
    } catch (RuntimeException e) {
      if (!e.toString().equals(complaint)) {
        complaint = e.toString();
        LOG.atError().setCause(e).log("work on this node failed by an error of the program");
      }
      say(failed("an error of the program, tried again by itself: " + e));
      return false;
    }
  }

  private boolean keepAlone() throws IOException, InterruptedException {
    NodeLock lock = lock();
    Optional<Boolean> done = lock.holding(this::keepUntilClosed);
    if (done.isEmpty() && RETRY.multipliedBy(++waits).compareTo(pace.bad()) >= 0) {
      lock.otherRelease().ifPresent(other -> say(keptBy(other)));
    }
    return done.orElse(false);
  }

  private NodeLock lock() throws IOException {
    return new NodeLock(settings.root().locate(LOCK), settings.release());
  }

  private static TrustStatus keptBy(String other) {
    return failed(
        ("another site's trust (%s) already keeps this node; one site per cluster distributes"
                + " trust: set trustDistribution.enabled=false on this one")
            .formatted(other));
  }

  private static TrustStatus leftTo(String other) {
    return new TrustStatus(
        TrustStatus.State.REMOVED,
        "",
        List.of(),
        "another site's trust (%s) keeps this node, so it was left as it is".formatted(other));
  }

  private static TrustStatus failed(String words) {
    return new TrustStatus(TrustStatus.State.FAILED, "", List.of(), words);
  }

  private boolean keepUntilClosed() throws IOException, InterruptedException {
    while (true) {
      TrustStatus status = trust.apply();
      say(status);
      Duration pause = status.isReady() ? pace.good() : pace.bad();
      if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
  }

  /** Answers whether nothing of ours is on the node; one that never had anything is not touched. */
  private boolean takeBack() throws IOException, InterruptedException {
    Optional<String> other = lock().otherRelease();
    if (other.isPresent()) {
      say(leftTo(other.get()));
      return true;
    }
    if (Files.exists(settings.root().locate(NodeTrust.FOLDER))) {
      return lock().holding(this::removeOnce).orElse(false);
    }
    if (!removed) {
      say(NodeTrust.asFound());
    }
    return true;
  }

  /** Is never finished. */
  private boolean takeBackEachTime() throws IOException, InterruptedException {
    takeBack();
    return false;
  }

  private boolean removeOnce() throws IOException {
    TrustStatus status;
    try {
      status = trust.remove();
    } catch (TrustProblemOnNode e) {
      say(e.status());
      return false;
    }
    Files.deleteIfExists(settings.root().locate(LOCK));
    Files.deleteIfExists(settings.root().locate(NodeTrust.FOLDER));
    say(status);
    return true;
  }

  /** Once, however often it is found out. */
  private void say(TrustStatus status) {
    if (!status.toJson().equals(said)) {
      report.accept(status);
      said = status.toJson();
      removed = status.state() == TrustStatus.State.REMOVED;
    }
  }

  /** Returns when what was started is done: a removal ends by itself. */
  public void untilDone() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends without taking anything back. */
  @Override
  public void close() {
    closing.countDown();
    untilDone();
  }
}
