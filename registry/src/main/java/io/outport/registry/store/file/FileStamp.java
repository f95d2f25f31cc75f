package io.outport.registry.store.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the file system says of a file that changes whenever somebody writes to it or puts another
 * in its place.
 */
record FileStamp(Map<String, Object> attributes) {
  private static final String UNIX = "unix:ino,dev,size,lastModifiedTime,ctime";

  static FileStamp of(Path file) throws IOException {
    try {
      return new FileStamp(Files.readAttributes(file, UNIX));
    } catch (UnsupportedOperationException | IllegalArgumentException ignored) {
      // Not a Unix: then without the time of the last change of whatever kind.
      return new FileStamp(Files.readAttributes(file, "size,lastModifiedTime,fileKey"));
    }
  }
}
