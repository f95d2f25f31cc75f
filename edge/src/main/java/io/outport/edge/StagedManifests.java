package io.outport.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.outport.oci.model.Digest;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoredManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Manifests that were fetched but are not visible yet, one file each: the media type in the first
 * line, then the bytes. A cache: damaged files count as absent, and beyond the bound nothing is
 * kept.
 */
final class StagedManifests {
  /** Most bytes kept. */
  static final long DEFAULT_MAX_BYTES = 64L << 20;

  private final Path folder;
  private final long maxBytes;

  /** Held while a file is added. */
  private final ReentrantLock adding = new ReentrantLock();

  /** Bytes in the folder. */
  private final AtomicLong kept = new AtomicLong();

  StagedManifests(Path folder, long maxBytes) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.maxBytes = maxBytes;
    kept.set(measure());
  }

  void put(StoredManifest manifest) {
    adding.lock();
    try {
      Path path = path(manifest.digest());
      boolean fits = kept.get() + manifest.bytes().length <= maxBytes;
      if (fits && !Files.exists(path) && manifest.mediaType().indexOf('\n') < 0) {
        byte[] all = format(manifest);
        DurableFile.open(path).write(all);
        kept.addAndGet(all.length);
      }
    } finally {
      adding.unlock();
    }
  }

  Optional<StoredManifest> find(Digest digest) {
    return DurableFile.open(path(digest)).read().flatMap(all -> parse(digest, all));
  }

  List<Digest> list() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .flatMap(name -> Digest.find(name.replaceFirst("-", ":")).stream())
          .toList();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  void remove(List<Digest> digests) {
    digests.forEach(digest -> remove(path(digest)));
  }

  void removeAll() {
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(this::remove);
    } catch (IOException e) {
      throw failed(e);
    }
    kept.set(0);
  }

  private static byte[] format(StoredManifest manifest) {
    byte[] head = (manifest.mediaType() + "\n").getBytes(UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + manifest.bytes().length);
    System.arraycopy(manifest.bytes(), 0, all, head.length, manifest.bytes().length);
    return all;
  }

  private static Optional<StoredManifest> parse(Digest digest, byte[] all) {
    int line = 0;
    while (line < all.length && all[line] != '\n') {
      line++;
    }
    if (line == all.length) {
      return Optional.empty();
    }
    byte[] bytes = Arrays.copyOfRange(all, line + 1, all.length);
    return Digest.ofBytes(digest.algorithm(), bytes).equals(digest)
        ? Optional.of(new StoredManifest(digest, new String(all, 0, line, UTF_8), bytes))
        : Optional.empty();
  }

  private void remove(Path path) {
    try {
      long size = Files.exists(path) ? Files.size(path) : 0;
      if (Files.deleteIfExists(path)) {
        kept.addAndGet(-size);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private long measure() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private Path path(Digest digest) {
    return folder.resolve(digest.algorithm().label() + "-" + digest.hex());
  }

  private StoreException failed(IOException cause) {
    return new StoreException(
        StoreException.Kind.FAILED, "%s cannot be changed".formatted(folder), cause);
  }
}
