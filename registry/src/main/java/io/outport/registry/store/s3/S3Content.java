package io.outport.registry.store.s3;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.CheckedFile;
import io.outport.registry.content.DamagedBlobException;
import io.outport.registry.store.file.BlockSums;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A blob's object; while it is open nobody in this process takes the object away. */
final class S3Content implements BlobContent {
  private final BlobShelf shelf;
  private final Digest digest;
  private final long size;
  private final AtomicBoolean closed = new AtomicBoolean();

  S3Content(BlobShelf shelf, Digest digest, long size) {
    this.shelf = shelf;
    this.digest = digest;
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream read(long offset, long length) throws IOException {
    Objects.checkFromIndexSize(offset, length, size);
    if (length == 0) {
      return InputStream.nullInputStream();
    }
    if (size <= BlobShelf.WHOLE_BYTES) {
      return new ByteArrayInputStream(readWhole(), (int) offset, (int) length);
    }
    BlockSums sums =
        shelf
            .sums(digest, size)
            .orElseThrow(() -> new DamagedBlobException(digest, "its object has other bytes"));
    return new CheckedStream(shelf, digest, sums, offset, offset + length);
  }

  @Override
  public Optional<CheckedFile> file() {
    return Optional.empty();
  }

  @Override
  public Optional<URI> location() {
    return shelf.link(digest);
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      shelf.leave(digest);
    }
  }

  private byte[] readWhole() throws IOException {
    byte[] bytes;
    try (InputStream stream = shelf.read(digest, 0, size)) {
      bytes = stream.readAllBytes();
    }
    if (!Digest.ofBytes(digest.algorithm(), bytes).equals(digest)) {
      var _ = shelf.judge(digest);
      throw new DamagedBlobException(digest, "its object has other bytes");
    }
    return bytes;
  }
}
