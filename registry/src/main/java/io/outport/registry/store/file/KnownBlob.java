package io.outport.registry.store.file;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What is known of a blob's file as it was when it had this stamp: the sums of its blocks, and when
 * each was last seen to be right.
 */
final class KnownBlob {
  /** How long a block of an unchanged file is taken to be right, in seconds. */
  static final int TRUST_SECONDS = 60;

  private final BlockSums sums;
  private final FileStamp stamp;
  private final InstantSource clock;

  /** The second of the epoch in which each block was right. */
  private final AtomicLongArray rightAt;

  KnownBlob(BlockSums sums, FileStamp stamp, InstantSource clock) {
    this.sums = sums;
    this.stamp = stamp;
    this.clock = clock;
    this.rightAt = new AtomicLongArray(sums.count());
  }

  BlockSums sums() {
    return sums;
  }

  FileStamp stamp() {
    return stamp;
  }

  /** Its size in memory, about, in bytes. */
  int weight() {
    return 1024 + (Integer.BYTES + Long.BYTES) * sums.count();
  }

  void noteRight(int block) {
    rightAt.setPlain(block, seconds());
  }

  boolean isTrusted(int block) {
    long age = seconds() - rightAt.getPlain(block);
    // Below zero where the clock was set back.
    return age >= 0 && age < TRUST_SECONDS;
  }

  private long seconds() {
    return clock.millis() / 1000;
  }
}
