package io.outport.bench;

import io.outport.testkit.process.Command;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A small file system of its own, watched for how little of it was ever free. Needs root. */
final class Volume implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(2);

  private final Path folder;
  private final Path ballast;
  private final AtomicLong leastFree = new AtomicLong(Long.MAX_VALUE);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread watch = Thread.ofVirtual().unstarted(this::watch);

  private Volume(Path folder) {
    this.folder = folder;
    this.ballast = folder.resolve("ballast");
  }

  /** Mounts one of this size, of which the ballast is taken at once. */
  static Volume mount(Path folder, long bytes, long ballastBytes) throws IOException {
    Files.createDirectories(folder);
    Command.of("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString())
        .run()
        .succeeded();
    Volume volume = new Volume(folder);
    try (var file = new RandomAccessFile(volume.ballast.toFile(), "rw")) {
      byte[] piece = new byte[1 << 20];
      for (long at = 0; at < ballastBytes; at += piece.length) {
        file.write(piece);
      }
    }
    volume.watch.start();
    return volume;
  }

  Path folder() {
    return folder;
  }

  long leastFree() {
    return leastFree.get();
  }

  /** Lets space return. */
  void dropBallast() throws IOException {
    Files.delete(ballast);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Command.of("umount", folder.toString()).run().succeeded();
    }
  }

  private void watch() {
    try {
      while (!closed.get()) {
        leastFree.accumulateAndGet(folder.toFile().getUsableSpace(), Math::min);
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
