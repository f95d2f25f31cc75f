package io.outport.registry.store.file;

import io.outport.oci.model.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Damaged files, put aside for a person to look at; the oldest go when there are too many. */
final class Quarantine {
  /** Most files that are kept. */
  static final int KEPT = 16;

  /** Most bytes that are kept. */
  static final long KEPT_BYTES = 1L << 30;

  private final FileLayer layer;
  private final Path folder;
  private final InstantSource clock;

  Quarantine(FileLayer layer, Path folder, InstantSource clock) {
    this.layer = layer;
    this.folder = folder;
    this.clock = clock;
  }

  /** Moves the file here; its old name is durably gone when the caller has forced its folder. */
  void take(Path file, Digest digest) throws IOException {
    layer.createFolder(folder);
    String name = "%d-%s-%s".formatted(clock.millis(), digest.algorithm().label(), digest.hex());
    layer.rename(file, folder.resolve(name));
  }

  /** Lets the oldest go where there are too many. */
  void trim() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(files::add);
    }
    // The time comes first in the name.
    files.sort(Comparator.comparing(Path::getFileName).reversed());
    long bytes = 0;
    for (int i = 0; i < files.size(); i++) {
      bytes += Files.size(files.get(i));
      if (i >= KEPT || bytes > KEPT_BYTES) {
        layer.delete(files.get(i));
      }
    }
  }
}
