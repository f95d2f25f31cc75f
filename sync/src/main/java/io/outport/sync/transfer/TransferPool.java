package io.outport.sync.transfer;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.BlobStore;
import io.outport.sync.Parent;
import io.outport.sync.ParentException;
import io.outport.sync.Pause;
import io.outport.sync.ProgressListener;
import io.outport.sync.Stop;
import io.outport.sync.SyncInterruptedException;
import io.outport.sync.Traffic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * All transfers of a site: a bounded number at a time, and never two of the same blob. Safe for use
 * by many threads, each of which does the work that it asks for.
 */
public final class TransferPool {
  private final Parent parent;
  private final BlobStore store;
  private final TransferSettings settings;
  private final ProgressListener listener;
  private final Pause pause;
  private final RandomGenerator random;
  private final Semaphore permits;

  /** Blobs on their way; each latch opens when its transfer has ended, well or not. */
  private final Map<Digest, CountDownLatch> flights = new ConcurrentHashMap<>();

  /** The random generator must be safe for use by many threads. */
  public TransferPool(
      Parent parent,
      BlobStore store,
      TransferSettings settings,
      ProgressListener listener,
      Pause pause,
      RandomGenerator random) {
    this.parent = parent;
    this.store = store;
    this.settings = settings;
    this.listener = listener;
    this.pause = pause;
    this.random = random;
    this.permits = new Semaphore(settings.concurrency(), true);
  }

  /**
   * Returns when the store holds the blob: because it did, because another thread brought it, or
   * because this one does.
   *
   * @param meter hears once what moved or did not have to
   * @throws ParentException when this thread's own attempt failed
   * @throws SyncInterruptedException when stopped
   */
  public void bring(
      RepositoryName repository, Descriptor blob, Stop stop, Consumer<Traffic> meter) {
    try {
      while (store.findSize(blob.digest()).isEmpty()) {
        var mine = new CountDownLatch(1);
        CountDownLatch theirs = flights.putIfAbsent(blob.digest(), mine);
        if (theirs == null) {
          fly(
              repository,
              blob,
              new TransferContext(settings, listener, stop, meter, pause, random),
              mine);
          return;
        }
        // When theirs fails, the next round tries under this repository's own rights.
        theirs.await();
      }
      meter.accept(new Traffic(0, blob.size(), 0, 0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SyncInterruptedException("transfer of %s".formatted(blob.digest()));
    }
  }

  private void fly(
      RepositoryName repository, Descriptor blob, TransferContext context, CountDownLatch mine)
      throws InterruptedException {
    try {
      permits.acquire();
      try {
        // It may have arrived between the caller's look and the start of this flight.
        if (store.findSize(blob.digest()).isPresent()) {
          context.meter().accept(new Traffic(0, blob.size(), 0, 0));
          return;
        }
        new BlobTransfer(parent, repository, blob, context).run(store);
      } finally {
        permits.release();
      }
    } finally {
      flights.remove(blob.digest());
      mine.countDown();
    }
  }
}
