package io.outport.registry.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What the store changes on the disk, one system call each, so that a test can fail any of them or
 * drop what was not forced. {@link DiskLayer} is the real one.
 */
interface FileLayer {

  /** Makes one folder in an existing one; fine where it exists. */
  void createFolder(Path folder) throws IOException;

  /** Opens a file for reading and writing, creating it where there is none. */
  OpenFile open(Path file) throws IOException;

  /** Moves a file, replacing the target at once or not at all. */
  void rename(Path from, Path to) throws IOException;

  /** Removes a file or an empty folder; fine where there is none. */
  void delete(Path path) throws IOException;

  /** Makes the names in this folder durable. */
  void forceFolder(Path folder) throws IOException;

  /** Bytes that this user may still write to the file system that the path is on. */
  long usableSpace(Path path) throws IOException;

  /** An open file; one thread at a time uses it. */
  interface OpenFile extends AutoCloseable {

    /** Writes all remaining bytes; after a failure any number of them may be there. */
    void write(ByteBuffer bytes, long position) throws IOException;

    /** Reads some bytes; -1 at the end. */
    int read(ByteBuffer target, long position) throws IOException;

    long size() throws IOException;

    /** Drops the bytes from {@code size} on. */
    void truncate(long size) throws IOException;

    /** Makes the bytes durable. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
  }
}
