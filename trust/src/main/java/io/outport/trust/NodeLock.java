package io.outport.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets one server at a time work on a node. The kernel frees the lock when its holder dies; the
 * file still says whose release that was.
 *
 * @param release of whoever asks, {@code namespace/name}; empty where it is not said
 */
record NodeLock(Path file, String release) {
  private static final String UNKNOWN = "-";
  private static final int MAX_BYTES = 1024;

  /** One thing to do with the node while nobody else does. */
  interface Work {
    /** Answers whether it is finished. */
    boolean go() throws IOException, InterruptedException;
  }

  /** Does it and answers what it answers; empty where somebody else works on the node. */
  Optional<Boolean> holding(Work work) throws IOException, InterruptedException {
    Files.createDirectories(file.resolveSibling(".").normalize());
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      return lock != null && isStill(channel) ? Optional.of(work.go()) : Optional.empty();
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by another server of this very process.
      return null;
    }
  }

  /** A removal deletes the file: a lock on what has no name holds nobody off. */
  private boolean isStill(FileChannel channel) throws IOException {
    byte[] name = (release.isEmpty() ? UNKNOWN : release).getBytes(StandardCharsets.UTF_8);
    try {
      channel.truncate(0);
      boolean empty = Files.size(file) == 0;
      channel.write(ByteBuffer.wrap(name));
      return empty && Files.size(file) == name.length;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Which other release works on the node, or was the last to; empty where none is known. */
  Optional<String> otherRelease() throws IOException {
    try {
      String holder =
          Files.size(file) > MAX_BYTES
              ? ""
              : new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return release.isEmpty() || !holder.contains("/") || holder.equals(release)
          ? Optional.empty()
          : Optional.of(words(holder));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String words(String holder) {
    int slash = holder.indexOf('/');
    return "release %s in namespace %s"
        .formatted(holder.substring(slash + 1), holder.substring(0, slash));
  }
}
