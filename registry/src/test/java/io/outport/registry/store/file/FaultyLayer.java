package io.outport.registry.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A disk on which the N-th call fails, or all from the N-th on; nothing of that call is done. */
final class FaultyLayer implements FileLayer {
  private final FileLayer disk;
  private final long firstFault;
  private final long lastFault;
  private final Supplier<IOException> fault;
  private long calls;

  private FaultyLayer(FileLayer disk, long first, long last, Supplier<IOException> fault) {
    this.disk = disk;
    this.firstFault = first;
    this.lastFault = last;
    this.fault = fault;
  }

  static FaultyLayer failingOnce(long call, Supplier<IOException> fault) {
    return new FaultyLayer(new UnforcedLayer(), call, call, fault);
  }

  static FaultyLayer failingFrom(long call, long count, Supplier<IOException> fault) {
    return new FaultyLayer(new UnforcedLayer(), call, call + count - 1, fault);
  }

  /** Whether the fault was met at all. */
  boolean wasMet() {
    return calls >= firstFault;
  }

  private void count() throws IOException {
    calls++;
    if (calls >= firstFault && calls <= lastFault) {
      throw fault.get();
    }
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    count();
    disk.createFolder(folder);
  }

  @Override
  public OpenFile open(Path file) throws IOException {
    count();
    return new FaultyFile(disk.open(file));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    count();
    disk.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    count();
    disk.delete(path);
  }

  /** Never fails: it changes nothing. */
  @Override
  public long usableSpace(Path path) throws IOException {
    return disk.usableSpace(path);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    count();
    disk.forceFolder(folder);
  }

  private final class FaultyFile implements OpenFile {
    private final OpenFile file;

    FaultyFile(OpenFile file) {
      this.file = file;
    }

    /** A disk that fills up takes a part first. */
    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      ByteBuffer part = bytes.duplicate();
      try {
        count();
      } catch (IOException failure) {
        part.limit(part.position() + part.remaining() / 2);
        file.write(part, position);
        throw failure;
      }
      file.write(bytes, position);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      count();
      return file.read(target, position);
    }

    @Override
    public long size() throws IOException {
      count();
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      count();
      file.truncate(size);
    }

    @Override
    public void force() throws IOException {
      count();
      file.force();
    }

    /** Closing frees the descriptor even when it reports a failure. */
    @Override
    public void close() throws IOException {
      file.close();
      count();
    }
  }
}
