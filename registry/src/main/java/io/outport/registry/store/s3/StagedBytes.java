package io.outport.registry.store.s3;

import io.outport.registry.content.UploadId;
import io.outport.registry.store.file.PrefixHash;
import io.outport.registry.store.file.SpaceFloor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one upload: whole parts as objects in the bucket, and the tail behind them as a file
 * here. A file is named for the number of parts before it, so that the bucket alone decides which
 * file counts: an object that arrived has its file no longer, whenever the process ended.
 *
 * <p>Failures of the folder are {@link IOException}s, those of the bucket {@link
 * io.outport.registry.content.StoreException}s.
 */
final class StagedBytes implements PrefixHash.Source, AutoCloseable {
  /** Where the bytes of uploads go. */
  record Place(Bucket bucket, StagingFolder folder, SpaceFloor floor, int partBytes) {}

  private final Place place;
  private final UploadId id;
  private final List<Long> parts;
  private FileChannel tail;
  private long tailSize;

  /** Reads parts on from where it was left. */
  private @Nullable InputStream reading;

  private long readingAt;

  private StagedBytes(Place place, UploadId id, List<Long> parts, FileChannel tail, long tailSize) {
    this.place = place;
    this.id = id;
    this.parts = parts;
    this.tail = tail;
    this.tailSize = tailSize;
  }

  /** Opens what there is behind these parts; an empty upload where there is nothing. */
  static StagedBytes open(Place place, UploadId id, List<Long> parts) throws IOException {
    place.folder.makeUpload(id);
    FileChannel tail = place.folder.openTail(id, parts.size());
    try {
      return new StagedBytes(place, id, new ArrayList<>(parts), tail, tail.size());
    } catch (IOException failure) {
      tail.close();
      throw failure;
    }
  }

  /** Sizes of the parts that are in the bucket, in their order. */
  List<Long> parts() {
    return List.copyOf(parts);
  }

  List<String> partKeys() {
    return IntStream.range(0, parts.size()).mapToObj(at -> S3Keys.part(id, at)).toList();
  }

  ObjectBody tail() {
    return new ObjectBody.FileHead(tail, tailSize);
  }

  long size() {
    return sizeOfParts() + tailSize;
  }

  /**
   * Appends all remaining bytes, or none when this fails. Whole parts go to the bucket before, not
   * after: so the file is longer than a part by one call's bytes at most, and what fails has not
   * been taken yet.
   */
  void append(ByteBuffer bytes) throws IOException {
    while (tailSize >= place.partBytes) {
      moveOnePart();
    }
    try {
      place.floor.admit(bytes.remaining(), () -> write(bytes.duplicate()));
    } catch (IOException failure) {
      smooth(failure);
      throw failure;
    }
    tailSize += bytes.remaining();
    bytes.position(bytes.limit());
  }

  /** Makes the file durable; the objects are so already. */
  void force() throws IOException {
    tail.truncate(tailSize);
    tail.force(false);
  }

  /** Drops the bytes from {@code size} on; the last parts first, so that no gap is ever left. */
  void truncate(long size) throws IOException {
    stopReading();
    if (size >= sizeOfParts()) {
      tailSize = size - sizeOfParts();
      force();
      return;
    }
    int kept = 0;
    long start = 0;
    while (start + parts.get(kept) <= size) {
      start += parts.get(kept++);
    }
    cutInto(kept, size - start);
  }

  /** Removes everything. */
  void remove() throws IOException {
    dropParts(0);
    place.folder.remove(id);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    long inTail = position - sizeOfParts();
    if (inTail < 0) {
      return readPart(target, position);
    }
    return inTail >= tailSize ? -1 : tail.read(target, inTail);
  }

  @Override
  public void close() throws IOException {
    stopReading();
    tail.close();
  }

  private long sizeOfParts() {
    return parts.stream().mapToLong(Long::longValue).sum();
  }

  private void write(ByteBuffer bytes) throws IOException {
    long at = tailSize;
    while (bytes.hasRemaining()) {
      int length = Math.min(bytes.remaining(), ObjectBody.PIECE_BYTES);
      int written = tail.write(bytes.slice(bytes.position(), length), at);
      bytes.position(bytes.position() + written);
      at += written;
    }
  }

  private void smooth(IOException failure) {
    try {
      tail.truncate(tailSize);
    } catch (IOException second) {
      failure.addSuppressed(second);
    }
  }

  /** The rest gets its own file first: until the object is there, nobody looks at that. */
  private void moveOnePart() throws IOException {
    FileChannel rest = copyTail(parts.size() + 1, place.partBytes, tailSize - place.partBytes);
    boolean moved = false;
    try {
      var part = new ObjectBody.FileHead(tail, place.partBytes);
      place.bucket.put(S3Keys.part(id, parts.size()), part, S3BlobStore.NO_METADATA);
      moved = true;
    } finally {
      if (!moved) {
        rest.close();
      }
    }
    parts.add((long) place.partBytes);
    swapTail(rest, tailSize - place.partBytes);
  }

  private FileChannel copyTail(int partsBefore, long offset, long length) throws IOException {
    FileChannel copy = place.folder.openTail(id, partsBefore);
    try {
      copy.truncate(0);
      for (long done = 0; done < length; ) {
        done += tail.transferTo(offset + done, length - done, copy.position(done));
      }
      copy.force(false);
      place.folder.force(id);
      return copy;
    } catch (IOException failure) {
      copy.close();
      throw failure;
    }
  }

  private void swapTail(FileChannel next, long size) throws IOException {
    FileChannel last = tail;
    tail = next;
    tailSize = size;
    last.close();
    place.folder.keepOnlyTail(id, parts.size());
  }

  /** The part that is cut becomes the tail; its file counts as soon as its object is gone. */
  private void cutInto(int part, long length) throws IOException {
    FileChannel cut = place.folder.openTail(id, part);
    boolean done = false;
    try {
      cut.truncate(0);
      if (length > 0) {
        try (InputStream head = place.bucket.read(S3Keys.part(id, part), 0, length)) {
          fill(cut, head);
        }
      }
      cut.force(false);
      place.folder.force(id);
      dropParts(part);
      done = true;
    } finally {
      if (!done) {
        cut.close();
      }
    }
    swapTail(cut, length);
  }

  private static void fill(FileChannel file, InputStream bytes) throws IOException {
    byte[] piece = new byte[ObjectBody.PIECE_BYTES];
    for (int count = bytes.read(piece); count >= 0; count = bytes.read(piece)) {
      ByteBuffer next = ByteBuffer.wrap(piece, 0, count);
      while (next.hasRemaining()) {
        file.write(next);
      }
    }
  }

  private void dropParts(int kept) {
    for (int last = parts.size() - 1; last >= kept; last--) {
      place.bucket.delete(S3Keys.part(id, last));
      parts.removeLast();
    }
  }

  private int readPart(ByteBuffer target, long position) throws IOException {
    if (reading == null || readingAt != position) {
      stopReading();
      openPart(position);
    }
    if (reading == null) {
      throw new EOFException("no part holds byte " + position);
    }
    byte[] piece = new byte[Math.min(target.remaining(), ObjectBody.PIECE_BYTES)];
    int count = reading.read(piece);
    if (count < 0) {
      stopReading();
      return read(target, position);
    }
    target.put(piece, 0, count);
    readingAt += count;
    return count;
  }

  private void openPart(long position) throws IOException {
    long start = 0;
    for (int part = 0; part < parts.size(); part++) {
      long size = parts.get(part);
      if (position < start + size) {
        long offset = position - start;
        reading = place.bucket.read(S3Keys.part(id, part), offset, size - offset);
        readingAt = position;
        return;
      }
      start += size;
    }
  }

  private void stopReading() throws IOException {
    InputStream last = reading;
    reading = null;
    if (last != null) {
      last.close();
    }
  }
}
