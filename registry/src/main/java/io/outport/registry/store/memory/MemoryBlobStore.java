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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A {@link BlobStore} in memory; what it holds is bounded by the heap only. */
public final class MemoryBlobStore implements BlobStore {
  private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<UploadId, UploadedBytes> uploads = new ConcurrentHashMap<>();

  @Override
  public OptionalLong findSize(Digest digest) {
    byte[] bytes = blobs.get(digest);
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.length);
  }

  @Override
  public Optional<BlobContent> open(Digest digest) {
    return Optional.ofNullable(blobs.get(digest)).map(MemoryContent::new);
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
  public void forEachDigest(Consumer<Digest> visitor) {
    blobs.keySet().forEach(visitor);
  }

  @Override
  public void close() {}

  /** Makes verified bytes visible. */
  void publish(Digest digest, byte[] bytes) {
    blobs.put(digest, bytes);
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
