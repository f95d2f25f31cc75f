package io.outport.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The few changes that are made to a node's files, each of which a crash may follow. */
interface HostFiles {
  /** The bytes of a file; empty where there is none. */
  Optional<byte[]> read(Path file) throws IOException;

  /** Makes one folder; its parent is there. */
  void createFolder(Path folder) throws IOException;

  /** Writes a whole file, which has its mode before its bytes, and forces it to disk. */
  void write(Path file, byte[] bytes, FileMode mode) throws IOException;

  /** Gives a file a name at once, in place of what had it, and forces the folder to disk. */
  void rename(Path from, Path to) throws IOException;

  /** Removes a file, or a folder that is empty; nothing happens where there is none. */
  void delete(Path path) throws IOException;
}
