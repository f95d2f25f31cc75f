package io.outport.agent.chart;

import io.outport.oci.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Charts and their manifests as files named by their digests, each dated by its last use. What is
 * in it can be fetched again, so nothing is forced, and what was not used for longest makes room;
 * what does not match its name counts as absent. Safe for use by many threads.
 */
final class ChartCache {
  /**
   * An agent has 256 extensions at most ({@code Workers}), a chart is two files, and each extension
   * may be on its way from one chart to another: what is in use is never what makes room.
   */
  static final int MAX_FILES = 2 * 2 * 256;

  private final Path folder;
  private final int maxFiles;
  private final InstantSource clock;

  /** Whoever makes room sees no other's unfinished part. */
  private final ReentrantLock writing = new ReentrantLock();

  /** Keeps at most so many files. */
  ChartCache(Path folder, int maxFiles, InstantSource clock) {
    this.folder = folder;
    this.maxFiles = maxFiles;
    this.clock = clock;
  }

  Optional<byte[]> find(Digest digest) {
    Path file = file(digest);
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (!Digest.ofBytes(bytes).equals(digest)) {
        return Optional.empty();
      }
      used(file);
      return Optional.of(bytes);
    } catch (NoSuchFileException ignored) {
      // It never came, or made room for another.
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Its file, once it is there. */
  Path put(Digest digest, byte[] bytes) {
    Path file = file(digest);
    writing.lock();
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "part", "");
      Files.write(part, bytes);
      used(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      makeRoom(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    } finally {
      writing.unlock();
    }
  }

  Path file(Digest digest) {
    return folder.resolve(digest.hex() + ".tgz");
  }

  private void used(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
  }

  /** Also for parts that a killed process left, which are never used again. */
  private void makeRoom(Path fresh) throws IOException {
    List<Dated> others = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> !each.equals(fresh)).toList()) {
        Dated.of(file).ifPresent(others::add);
      }
    }
    others.sort(Comparator.comparing(Dated::used));
    for (Dated oldest : others.subList(0, Math.max(0, others.size() + 1 - maxFiles))) {
      Files.deleteIfExists(oldest.file());
    }
  }

  private record Dated(Path file, FileTime used) {
    static Optional<Dated> of(Path file) throws IOException {
      try {
        return Optional.of(new Dated(file, Files.getLastModifiedTime(file)));
      } catch (NoSuchFileException ignored) {
        // Somebody emptied the folder meanwhile.
        return Optional.empty();
      }
    }
  }
}
