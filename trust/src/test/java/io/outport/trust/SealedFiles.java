package io.outport.trust;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;

/** Real files, of which those below one folder are on a file system that is read-only. */
final class SealedFiles implements HostFiles {
  private final HostFiles files = new DiskHostFiles();
  private final Path sealed;

  SealedFiles(Path sealed) {
    this.sealed = sealed;
  }

  @Override
  public Optional<byte[]> read(Path file) throws IOException {
    return files.read(file);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    check(folder);
    files.createFolder(folder);
  }

  @Override
  public void write(Path file, byte[] bytes, FileMode mode) throws IOException {
    check(file);
    files.write(file, bytes, mode);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    check(to);
    files.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    check(path);
    files.delete(path);
  }

  private void check(Path path) throws IOException {
    if (path.startsWith(sealed)) {
      throw new FileSystemException(path.toString(), null, "Read-only file system");
    }
  }
}
