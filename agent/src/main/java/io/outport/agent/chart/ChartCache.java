package io.outport.agent.chart;

import io.outport.oci.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Charts and their manifests as files named by their digests. What is in it can be fetched again,
 * so nothing is forced; what does not match its name counts as absent.
 */
final class ChartCache {
  private final Path folder;

  ChartCache(Path folder) {
    this.folder = folder;
  }

  Optional<byte[]> find(Digest digest) {
    Path file = file(digest);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      return Digest.ofBytes(bytes).equals(digest) ? Optional.of(bytes) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Its file, once it is there. */
  Path put(Digest digest, byte[] bytes) {
    Path file = file(digest);
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "part", "");
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  Path file(Digest digest) {
    return folder.resolve(digest.hex() + ".tgz");
  }
}
