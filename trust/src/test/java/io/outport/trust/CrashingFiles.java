package io.outport.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Real files, and a process that ends after so many changes to them; writes may end half-way. */
final class CrashingFiles implements HostFiles {
  private final HostFiles files = new DiskHostFiles();
  private final boolean halfWritten;
  private int left;

  CrashingFiles(int changes, boolean halfWritten) {
    this.left = changes;
    this.halfWritten = halfWritten;
  }

  /** The end of the process. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Override
  public Optional<byte[]> read(Path file) throws IOException {
    return files.read(file);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    spend();
    files.createFolder(folder);
  }

  @Override
  public void write(Path file, byte[] bytes, FileMode mode) throws IOException {
    if (left == 0 && halfWritten) {
      files.write(file, Arrays.copyOf(bytes, bytes.length / 2), mode);
    }
    spend();
    files.write(file, bytes, mode);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    spend();
    files.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    spend();
    files.delete(path);
  }

  private void spend() {
    if (left-- == 0) {
      throw new Crash();
    }
  }
}
