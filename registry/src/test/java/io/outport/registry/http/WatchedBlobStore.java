package io.outport.registry.http;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.CheckedFile;
import io.outport.registry.content.UploadId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A store that counts what is appended, and whose next operations fail as a test says. */
final class WatchedBlobStore implements BlobStore {
  final AtomicLong appended = new AtomicLong();
  final AtomicLong openContents = new AtomicLong();
  private final BlobStore inner;
  private volatile Runnable trouble = () -> {};

  WatchedBlobStore(BlobStore inner) {
    this.inner = inner;
  }

  /** From now on operations fail with this. */
  void failWith(RuntimeException exception) {
    trouble =
        () -> {
          throw exception;
        };
  }

  /** From now on operations wait for this before they go on. */
  void waitFor(CountDownLatch opened) {
    trouble = () -> awaitQuietly(opened);
  }

  /** From now on operations go well again. */
  void recover() {
    trouble = () -> {};
  }

  @Override
  public OptionalLong findSize(Digest digest) {
    trouble.run();
    return inner.findSize(digest);
  }

  @Override
  public Optional<BlobContent> open(Digest digest) {
    trouble.run();
    return inner.open(digest).map(WatchedContent::new);
  }

  @Override
  public BlobUpload openUpload(UploadId id) {
    return new Watched(inner.openUpload(id));
  }

  @Override
  public Optional<BlobUpload> findUpload(UploadId id) {
    return inner.findUpload(id).map(Watched::new);
  }

  @Override
  public List<UploadId> listUploads() {
    return inner.listUploads();
  }

  @Override
  public void requireRoom(long bytes) {
    inner.requireRoom(bytes);
  }

  @Override
  public boolean delete(Digest digest) {
    return inner.delete(digest);
  }

  @Override
  public boolean quarantine(Digest digest) {
    return inner.quarantine(digest);
  }

  @Override
  public List<Digest> listDigests(String after, int limit) {
    return inner.listDigests(after, limit);
  }

  @Override
  public Optional<Instant> findCommitTime(Digest digest) {
    return inner.findCommitTime(digest);
  }

  @Override
  public void close() {
    inner.close();
  }

  private static void awaitQuietly(CountDownLatch opened) {
    try {
      if (!opened.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the test never opened its store");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private final class WatchedContent implements BlobContent {
    private final BlobContent content;
    private final AtomicBoolean closed = new AtomicBoolean();

    WatchedContent(BlobContent content) {
      this.content = content;
      openContents.incrementAndGet();
    }

    @Override
    public long size() {
      return content.size();
    }

    @Override
    public InputStream read(long offset, long length) throws IOException {
      return content.read(offset, length);
    }

    @Override
    public Optional<CheckedFile> file() {
      return content.file();
    }

    @Override
    public void close() {
      content.close();
      if (closed.compareAndSet(false, true)) {
        openContents.decrementAndGet();
      }
    }
  }

  private final class Watched implements BlobUpload {
    private final BlobUpload upload;

    Watched(BlobUpload upload) {
      this.upload = upload;
    }

    @Override
    public UploadId id() {
      return upload.id();
    }

    @Override
    public long size() {
      return upload.size();
    }

    @Override
    public void append(ByteBuffer bytes) {
      trouble.run();
      int count = bytes.remaining();
      upload.append(bytes);
      appended.addAndGet(count);
    }

    @Override
    public void checkpoint() {
      upload.checkpoint();
    }

    @Override
    public long checkpointed() {
      return upload.checkpointed();
    }

    @Override
    public void truncate(long size) {
      upload.truncate(size);
    }

    @Override
    public void commit(Digest expected) {
      trouble.run();
      upload.commit(expected);
    }

    @Override
    public void cancel() {
      upload.cancel();
    }

    @Override
    public void close() {
      upload.close();
    }
  }
}
