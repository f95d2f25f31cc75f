package io.outport.registry.store.file;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Memory of one block each outside the heap, used again, which the platform does not do itself. */
final class BlockBuffers {
  /** Most that are kept while nobody uses them; more are left to the collector. */
  private static final int KEPT = 32;

  private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

  /** An empty buffer of {@link BlockSums#BLOCK_BYTES}. */
  ByteBuffer take() {
    ByteBuffer known = free.poll();
    return known == null ? ByteBuffer.allocateDirect(BlockSums.BLOCK_BYTES) : known.clear();
  }

  void give(ByteBuffer buffer) {
    // Where there are enough of them, this one goes.
    var _ = free.offer(buffer);
  }
}
