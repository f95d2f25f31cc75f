package io.outport.sync.transfer;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.UploadId;
import io.outport.sync.BlobSource;
import io.outport.sync.Parent;
import io.outport.sync.ParentException;
import io.outport.sync.Pause;
import io.outport.sync.ProgressListener;
import io.outport.sync.Stop;
import io.outport.sync.SyncEvent;
import io.outport.sync.SyncInterruptedException;
import io.outport.sync.Traffic;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way of one blob from the parent into the store; used once, by one thread.
 *
 * <p>States: filling → (cut → filling)* → checking → done, or from checking, when the digest
 * differs, back to filling from an earlier prefix: first from what an earlier process vouched for,
 * then from 0, then never.
 */
final class BlobTransfer {
  private final Parent parent;
  private final RepositoryName repository;
  private final Descriptor blob;
  private final TransferSettings settings;
  private final ProgressListener listener;
  private final Stop stop;
  private final Consumer<Traffic> meter;
  private final Pause pause;
  private final RandomGenerator random;
  private final ByteBuffer buffer;
  private long resumed;
  private long fetched;
  private long wasted;

  BlobTransfer(Parent parent, RepositoryName repository, Descriptor blob, TransferContext context) {
    this.parent = parent;
    this.repository = repository;
    this.blob = blob;
    this.settings = context.settings();
    this.listener = context.listener();
    this.stop = context.stop();
    this.meter = context.meter();
    this.pause = context.pause();
    this.random = context.random();
    this.buffer = ByteBuffer.allocate(settings.bufferBytes());
  }

  /**
   * Runs to the end: the blob is verified, durable and in the store.
   *
   * @throws ParentException {@code CORRUPT} when the parent's bytes never match; else what the last
   *     attempt met. The upload stays, for the next time, unless it was corrupt.
   * @throws SyncInterruptedException when stopped; the upload stays
   * @throws io.outport.registry.content.StoreException of kind {@code FULL} when there is no room,
   *     before anything is fetched
   */
  void run(BlobStore store) {
    try (BlobUpload upload = store.openUpload(UploadId.forTransfer(blob.digest()))) {
      store.requireRoom(Math.max(0, blob.size() - upload.size()));
      bring(upload);
    } finally {
      meter.accept(new Traffic(fetched, 0, resumed, wasted));
    }
    listener.heard(new SyncEvent.TransferEnded(repository, blob.digest(), blob.size()));
  }

  private void bring(BlobUpload upload) {
    Deque<Long> restarts = restarts(upload);
    resumed = upload.size();
    listener.heard(new SyncEvent.TransferStarted(repository, blob.digest(), resumed, blob.size()));
    if (resumed > blob.size()) {
      shorten(upload, restarts.pop());
    }
    fill(upload);
    while (!commit(upload)) {
      if (restarts.isEmpty()) {
        upload.cancel();
        throw corrupt();
      }
      shorten(upload, restarts.pop());
      fill(upload);
    }
  }

  /** Where to start over when the digest differs: torn bytes of an earlier process go first. */
  private static Deque<Long> restarts(BlobUpload upload) {
    Deque<Long> restarts = new ArrayDeque<>();
    long vouched = upload.checkpointed();
    if (vouched > 0 && vouched < upload.size()) {
      restarts.add(vouched);
    }
    restarts.add(0L);
    return restarts;
  }

  private void shorten(BlobUpload upload, long size) {
    long dropped = upload.size() - size;
    // What an earlier process had fetched was not fetched by this one, so it only saves less.
    long spared = Math.max(0, resumed - size);
    resumed -= spared;
    wasted += dropped - spared;
    upload.truncate(size);
  }

  private void fill(BlobUpload upload) {
    long mark = upload.size();
    int fruitless = 0;
    while (upload.size() < blob.size()) {
      requireRunning();
      ParentException cut = attempt(upload);
      if (cut == null) {
        return;
      }
      if (upload.size() - mark >= settings.progressBytes()) {
        mark = upload.size();
        fruitless = 0;
      }
      fruitless++;
      if (!cut.retryable() || fruitless > settings.fruitlessAttempts()) {
        throw cut;
      }
      listener.heard(
          new SyncEvent.TransferCut(
              repository,
              blob.digest(),
              upload.size(),
              blob.size(),
              String.valueOf(cut.getMessage())));
      sleep(fruitless);
    }
  }

  /** One connection's worth; answers what ended it early, or null when the upload is full. */
  private @Nullable ParentException attempt(BlobUpload upload) {
    long vouchedTo = upload.size();
    try (BlobSource source = parent.openBlob(repository, blob, upload.size())) {
      skip(source, upload.size() - source.offset());
      while (upload.size() < blob.size()) {
        requireRunning();
        if (!append(source, upload)) {
          return endedEarly(upload.size());
        }
        if (upload.size() - vouchedTo >= settings.checkpointBytes()) {
          upload.checkpoint();
          vouchedTo = upload.size();
        }
      }
      return null;
    } catch (ParentException cut) {
      requireRunning();
      return cut;
    }
  }

  private boolean append(BlobSource source, BlobUpload upload) {
    buffer.clear().limit((int) Math.min(buffer.capacity(), blob.size() - upload.size()));
    int count = source.read(buffer);
    if (count < 0) {
      return false;
    }
    fetched += count;
    upload.append(buffer.flip());
    listener.heard(
        new SyncEvent.TransferAdvanced(repository, blob.digest(), upload.size(), blob.size()));
    return true;
  }

  /** A server that ignored the range sends again what the upload holds: let it pass, unused. */
  private void skip(BlobSource source, long bytes) {
    if (bytes < 0) {
      throw new ParentException(
          ParentException.Kind.PROTOCOL,
          "parent sent blob %s of '%s' from the wrong place".formatted(blob.digest(), repository),
          null);
    }
    long left = bytes;
    while (left > 0) {
      requireRunning();
      buffer.clear().limit((int) Math.min(buffer.capacity(), left));
      int count = source.read(buffer);
      if (count < 0) {
        throw endedEarly(bytes - left);
      }
      fetched += count;
      wasted += count;
      left -= count;
    }
  }

  private boolean commit(BlobUpload upload) {
    try {
      upload.commit(blob.digest());
      return true;
    } catch (OciException mismatch) {
      if (mismatch.code() != ErrorCode.DIGEST_INVALID) {
        throw mismatch;
      }
      return false;
    }
  }

  private void requireRunning() {
    if (stop.requested() || Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
  }

  private void sleep(int fruitless) {
    try {
      pause.sleep(settings.backoff().after(fruitless, random));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private SyncInterruptedException interrupted() {
    return new SyncInterruptedException("transfer of %s".formatted(blob.digest()));
  }

  /** Shorter than its manifest says, or the parent's own end came too soon: worth few retries. */
  private ParentException endedEarly(long at) {
    return new ParentException(
        ParentException.Kind.UNAVAILABLE,
        "blob %s of '%s' ended after %d of %d bytes"
            .formatted(blob.digest(), repository, at, blob.size()),
        null);
  }

  private ParentException corrupt() {
    return new ParentException(
        ParentException.Kind.CORRUPT,
        "the parent's bytes of blob %s in '%s' do not match the digest; push the image again there"
            .formatted(blob.digest(), repository),
        null);
  }
}
