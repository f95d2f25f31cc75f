package io.outport.registry.store.file;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The right to be the only user of a folder, among all processes of this machine. */
public final class FolderLock implements AutoCloseable {
  static final String FILE_NAME = "lock";

  /**
   * Folders that this process holds. The system's locks belong to processes, and closing any
   * channel of a file gives up all of the process's locks on it: a second try must not open it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Takes the lock, or says with {@code BUSY} that somebody has it. */
  public static FolderLock take(Path root) throws IOException {
    Path folder = root.toRealPath();
    if (!HELD.add(folder)) {
      throw busy(folder);
    }
    FolderLock lock = null;
    try {
      lock = lock(folder);
      return lock;
    } finally {
      if (lock == null) {
        HELD.remove(folder);
      }
    }
  }

  private static FolderLock lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock granted = null;
    try {
      granted = channel.tryLock();
      if (granted == null) {
        throw busy(folder);
      }
      return new FolderLock(folder, channel);
    } finally {
      if (granted == null) {
        channel.close();
      }
    }
  }

  /** The file stays: removing it would race with the next taker. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(folder);
    }
  }

  private static StoreException busy(Path folder) {
    return new StoreException(
        Kind.BUSY,
        "folder '%s' is in use by another process: stop that one or name another folder"
            .formatted(folder),
        null);
  }
}
