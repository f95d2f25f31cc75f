package io.outport.registry.store.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/**
 * What the file system says of a file that changes whenever somebody writes to it or puts another
 * in its place.
 */
record FileStamp(Map<String, Object> attributes) {
  private static final String RENAMED = "ctime";
  private static final String WRITTEN = "lastModifiedTime";
  private static final String UNIX = "unix:ino,dev,size,lastModifiedTime,ctime";

  static FileStamp of(Path file) throws IOException {
    try {
      return new FileStamp(Files.readAttributes(file, UNIX));
    } catch (UnsupportedOperationException | IllegalArgumentException ignored) {
      // Not a Unix: then without the time of the last change of whatever kind.
      return new FileStamp(Files.readAttributes(file, "size,lastModifiedTime,fileKey"));
    }
  }

  /** The time of the last change of whatever kind, renaming included where the system tells it. */
  Instant changed() {
    if (attributes.get(RENAMED) instanceof FileTime renamed) {
      return renamed.toInstant();
    }
    return ((FileTime) requireNonNull(attributes.get(WRITTEN))).toInstant();
  }
}
