package io.outport.edge;

import io.outport.oci.model.Digest;
import io.outport.registry.content.ContentListener;
import io.outport.sync.Backoff;
import io.outport.sync.ParentException;
import io.outport.sync.Pause;
import io.outport.sync.Stop;
import io.outport.sync.SyncInterruptedException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back from the parent what the site's store has lost, on a thread of its own; with the
 * parent gone it tries again, ever more seldom, until that is back. What the parent does not have
 * or does not give is let go: who finds the loss next names it again.
 */
final class Healer implements ContentListener {
  private static final Logger LOG = LoggerFactory.getLogger(Healer.class);

  /** Most lost blobs that are known at once; the next scrub names the others again. */
  private static final int MAX_KNOWN = 100_000;

  private static final Backoff RETRY = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));

  private final Pause pause;
  private final RandomGenerator random;
  private final Set<Digest> lost = ConcurrentHashMap.newKeySet();
  private final Semaphore wakes = new Semaphore(0);
  private volatile boolean closed;

  Healer(Pause pause, RandomGenerator random) {
    this.pause = pause;
    this.random = random;
  }

  /** Where lost blobs come from. */
  @FunctionalInterface
  interface Source {
    /**
     * Brings one blob back into the store.
     *
     * @return false when nobody misses it
     * @throws ParentException when the parent is not there, or has or gives no such blob
     * @throws SyncInterruptedException when stopped
     */
    boolean heal(Digest digest, Stop stop);
  }

  /** How one attempt ended. */
  private enum Outcome {
    SETTLED,
    LATER,
    /** The others would fail in the same way. */
    LINK_LOST
  }

  @Override
  public void changed() {}

  @Override
  public void blobLost(Digest digest) {
    if (lost.size() < MAX_KNOWN && lost.add(digest)) {
      wakes.release();
    }
  }

  /** Begins to heal, until what is returned is closed. */
  AutoCloseable start(Source source) {
    Thread thread = Thread.ofVirtual().name("heal").start(() -> healAll(source));
    return () -> {
      closed = true;
      thread.interrupt();
      thread.join();
    };
  }

  private void healAll(Source source) {
    try {
      while (!closed) {
        wakes.acquire();
        wakes.drainPermits();
        for (int failures = 1; !closed && !healOnce(source); failures++) {
          pause.sleep(RETRY.after(failures, random));
        }
      }
    } catch (InterruptedException | SyncInterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nothing is left that may come yet. */
  private boolean healOnce(Source source) {
    boolean done = true;
    for (Digest digest : List.copyOf(lost)) {
      switch (attempt(source, digest)) {
        case SETTLED -> lost.remove(digest);
        case LATER -> done = false;
        case LINK_LOST -> {
          return false;
        }
      }
    }
    return done;
  }

  private Outcome attempt(Source source, Digest digest) {
    try {
      if (source.heal(digest, () -> closed)) {
        LOG.atInfo().setMessage("brought a lost blob back").addKeyValue("digest", digest).log();
      }
      return Outcome.SETTLED;
    } catch (ParentException e) {
      return judge(e, digest);
    } catch (SyncInterruptedException e) {
      throw e;
    } catch (RuntimeException e) {
      note(digest, e);
      return Outcome.LATER;
    }
  }

  private static Outcome judge(ParentException failure, Digest digest) {
    if (failure.linkLost() || failure.retryable()) {
      note(digest, failure);
      return failure.linkLost() ? Outcome.LINK_LOST : Outcome.LATER;
    }
    LOG.atWarn()
        .setMessage("a blob is lost that the parent does not give; push it again there")
        .addKeyValue("digest", digest)
        .addKeyValue("reason", failure.getMessage())
        .log();
    return Outcome.SETTLED;
  }

  private static void note(Digest digest, RuntimeException failure) {
    LOG.atDebug()
        .setMessage("could not bring a lost blob back yet")
        .addKeyValue("digest", digest)
        .setCause(failure)
        .log();
  }
}
