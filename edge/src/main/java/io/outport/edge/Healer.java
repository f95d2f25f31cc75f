package io.outport.edge;

import io.outport.oci.model.Digest;
import io.outport.registry.content.ContentListener;
import io.outport.sync.Pause;
import io.outport.sync.SyncInterruptedException;
import io.outport.sync.engine.SyncEngine;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back from the parent what the site's store has lost, on a thread of its own; with the
 * parent gone it tries again until that is back.
 */
final class Healer implements ContentListener {
  private static final Logger LOG = LoggerFactory.getLogger(Healer.class);

  /** Most lost blobs that are known at once; the next scrub names the others again. */
  private static final int MAX_KNOWN = 100_000;

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Set<Digest> lost = ConcurrentHashMap.newKeySet();
  private final Semaphore wakes = new Semaphore(0);
  private volatile boolean closed;

  @Override
  public void changed() {}

  @Override
  public void blobLost(Digest digest) {
    if (lost.size() < MAX_KNOWN && lost.add(digest)) {
      wakes.release();
    }
  }

  /** Begins to heal, until what is returned is closed. */
  AutoCloseable start(SyncEngine engine, Pause pause) {
    Thread thread = Thread.ofVirtual().name("heal").start(() -> healAll(engine, pause));
    return () -> {
      closed = true;
      thread.interrupt();
      thread.join();
    };
  }

  private void healAll(SyncEngine engine, Pause pause) {
    try {
      while (!closed) {
        wakes.acquire();
        wakes.drainPermits();
        while (!closed && !healOnce(engine)) {
          pause.sleep(RETRY);
        }
      }
    } catch (InterruptedException | SyncInterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nothing is left that may come yet. */
  private boolean healOnce(SyncEngine engine) {
    boolean done = true;
    for (Digest digest : List.copyOf(lost)) {
      try {
        boolean here = engine.heal(digest, () -> closed);
        lost.remove(digest);
        if (here) {
          LOG.atInfo().setMessage("brought a lost blob back").addKeyValue("digest", digest).log();
        }
      } catch (SyncInterruptedException e) {
        throw e;
      } catch (RuntimeException e) {
        done = false;
        LOG.atDebug()
            .setMessage("could not bring a lost blob back yet")
            .addKeyValue("digest", digest)
            .setCause(e)
            .log();
      }
    }
    return done;
  }
}
