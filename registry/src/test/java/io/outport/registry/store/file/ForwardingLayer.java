package io.outport.registry.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The real disk, with a word before some calls. */
class ForwardingLayer implements FileLayer {
  private final FileLayer disk = new DiskLayer();

  /** Called before bytes are written up to this position of a file. */
  void beforeWrite(long end) throws IOException {}

  /** Forces a file. */
  void force(OpenFile file) throws IOException {
    file.force();
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    disk.createFolder(folder);
  }

  @Override
  public OpenFile open(Path file) throws IOException {
    return new ForwardingFile(disk.open(file));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(path);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    disk.forceFolder(folder);
  }

  @Override
  public long usableSpace(Path path) throws IOException {
    return disk.usableSpace(path);
  }

  private final class ForwardingFile implements OpenFile {
    private final OpenFile file;

    ForwardingFile(OpenFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      beforeWrite(position + bytes.remaining());
      file.write(bytes, position);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void force() throws IOException {
      ForwardingLayer.this.force(file);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
