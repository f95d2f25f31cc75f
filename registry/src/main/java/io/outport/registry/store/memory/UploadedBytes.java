package io.outport.registry.store.memory;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** The bytes of an upload while nobody, or one caller at a time, appends to them. */
final class UploadedBytes {
  private final AtomicBoolean inUse = new AtomicBoolean();
  private final NavigableSet<Long> checkpoints = new TreeSet<>();
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Takes the upload for one caller; false where another one has it. */
  boolean acquire() {
    return inUse.compareAndSet(false, true);
  }

  void release() {
    inUse.set(false);
  }

  long size() {
    return bytes.size();
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  void append(ByteBuffer buffer) {
    byte[] chunk = new byte[buffer.remaining()];
    buffer.get(chunk);
    bytes.writeBytes(chunk);
  }

  void checkpoint() {
    checkpoints.add(size());
  }

  long checkpointed() {
    return checkpoints.isEmpty() ? 0 : checkpoints.last();
  }

  void truncate(long size) {
    byte[] kept = Arrays.copyOf(bytes.toByteArray(), Math.toIntExact(size));
    bytes = new ByteArrayOutputStream();
    bytes.writeBytes(kept);
    checkpoints.tailSet(size, false).clear();
  }
}
