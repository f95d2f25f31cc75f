package io.outport.registry.store.memory;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.CheckedFile;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.UploadId;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link BlobStore} in memory; what it holds is bounded by the heap only. */
public final class MemoryBlobStore implements BlobStore {
  private record Blob(MemoryContent content, Instant committed) {}

  private final InstantSource clock;
  private final Map<Digest, Blob> blobs = new ConcurrentHashMap<>();
  private final Map<UploadId, UploadedBytes> uploads = new ConcurrentHashMap<>();

  /** A store whose blobs are all as old as can be. */
  public MemoryBlobStore() {
    this(() -> Instant.EPOCH);
  }

  /** The clock stamps the blobs. */
  public MemoryBlobStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public OptionalLong findSize(Digest digest) {
    Blob blob = blobs.get(digest);
    return blob == null ? OptionalLong.empty() : OptionalLong.of(blob.content.size());
  }

  @Override
  public Optional<Instant> findCommitTime(Digest digest) {
    return Optional.ofNullable(blobs.get(digest)).map(Blob::committed);
  }

  @Override
  public Optional<BlobContent> open(Digest digest) {
    return Optional.ofNullable(blobs.get(digest)).map(Blob::content);
  }

  @Override
  public BlobUpload openUpload(UploadId id) {
    return take(id, uploads.computeIfAbsent(id, absent -> new UploadedBytes()));
  }

  @Override
  public Optional<BlobUpload> findUpload(UploadId id) {
    return Optional.ofNullable(uploads.get(id)).map(bytes -> take(id, bytes));
  }

  @Override
  public List<UploadId> listUploads() {
    return new ArrayList<>(uploads.keySet());
  }

  @Override
  public void requireRoom(long bytes) {}

  @Override
  public boolean delete(Digest digest) {
    return blobs.remove(digest) != null;
  }

  @Override
  public boolean quarantine(Digest digest) {
    return delete(digest);
  }

  @Override
  public List<Digest> listDigests(String after, int limit) {
    return blobs.keySet().stream()
        .sorted(Comparator.comparing(Digest::toString))
        .filter(digest -> digest.toString().compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public void close() {}

  /** Makes verified bytes visible. */
  void publish(Digest digest, byte[] bytes) {
    blobs.put(digest, new Blob(new MemoryContent(bytes), clock.instant()));
  }

  /** Forgets an upload that ended. */
  void forget(UploadId id) {
    uploads.remove(id);
  }

  private BlobUpload take(UploadId id, UploadedBytes bytes) {
    if (!bytes.acquire()) {
      throw new StoreException(
          StoreException.Kind.BUSY,
          "upload '%s' is in use by another request: wait for that one to end"
              .formatted(id.value()),
          null);
    }
    return new MemoryUpload(this, id, bytes);
  }

  /** Visible bytes, which nobody ever changes. */
  private static final class MemoryContent implements BlobContent {
    private final byte[] bytes;

    MemoryContent(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream read(long offset, long length) {
      Objects.checkFromIndexSize(offset, length, size());
      return new ByteArrayInputStream(bytes, (int) offset, (int) length);
    }

    @Override
    public Optional<CheckedFile> file() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
