package io.outport.registry.store.file;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Space that writes leave free, so that deletions, logins and a person with a shell still work when
 * the disk is as full as it may be (beyond, row 8). Asks the file system each time, so that it ends
 * by itself when space returns.
 */
public final class SpaceFloor {
  private static final long MEBIBYTE = 1L << 20;
  private static final long LEAST = 64 * MEBIBYTE;
  private static final long MOST = 1024 * MEBIBYTE;
  private static final long PART_OF_VOLUME = 50;

  private final FileLayer layer;
  private final Path root;
  private final long floor;

  /** Bytes that writers were admitted for and that the file system may not know of yet. */
  private final AtomicLong underWay = new AtomicLong();

  /** Leaves this many bytes of the volume free; 0 leaves none. */
  SpaceFloor(FileLayer layer, Path root, long floor) {
    this.layer = layer;
    this.root = root;
    this.floor = floor;
  }

  /** For the volume that this folder is on; by the volume's size where no floor is given. */
  public static SpaceFloor of(Path root, OptionalLong floor) {
    long wanted = floor.orElseGet(() -> defaultFor(root.toFile().getTotalSpace()));
    return new SpaceFloor(new DiskLayer(), root, wanted);
  }

  /** The floor where nobody says one: a fiftieth of the volume, from 64 MiB to 1 GiB. */
  static long defaultFor(long volumeBytes) {
    return Math.clamp(volumeBytes / PART_OF_VOLUME, LEAST, MOST);
  }

  /** A write of bytes. */
  @FunctionalInterface
  public interface Write {
    void run() throws IOException;
  }

  /** Runs a write of at most this many bytes. Throws as {@link #require}, before writing. */
  public void admit(long bytes, Write write) throws IOException {
    underWay.addAndGet(bytes);
    try {
      require(0);
      write.run();
    } finally {
      underWay.addAndGet(-bytes);
    }
  }

  /**
   * Makes sure that this many more bytes would leave the floor free.
   *
   * @throws StoreException of kind {@code FULL} when they would not
   */
  public void require(long bytes) throws IOException {
    long usable = layer.usableSpace(root);
    if (floor > 0 && usable - underWay.get() - bytes < floor) {
      throw new StoreException(
          Kind.FULL,
          "'%s' has %d MiB free, of which %d MiB stay free: free some space, or give less with --free-space-floor"
              .formatted(root, usable / MEBIBYTE, floor / MEBIBYTE),
          null);
    }
  }
}
