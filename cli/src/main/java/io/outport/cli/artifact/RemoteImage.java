package io.outport.cli.artifact;

import io.outport.oci.client.BlobSource;
import io.outport.oci.client.BlobStream;
import io.outport.oci.client.FetchedManifest;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryException;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** An image in another registry; the client is the caller's to close. */
public final class RemoteImage implements ImageSource {
  private final RegistryClient registry;
  private final RepositoryName repository;
  private final Reference reference;

  /** The image that this reference points at. */
  public RemoteImage(RegistryClient registry, RepositoryName repository, Reference reference) {
    this.registry = registry;
    this.repository = repository;
    this.reference = reference;
  }

  @Override
  public Content root() {
    return content(registry.fetchManifest(repository, reference));
  }

  @Override
  public Content manifest(Descriptor wanted) {
    return content(registry.fetchManifest(repository, Reference.of(wanted.digest())));
  }

  @Override
  public BlobSource blob(Descriptor wanted) {
    return offset -> {
      try {
        return new BlobInput(registry.openBlob(repository, wanted, offset), offset);
      } catch (RegistryException e) {
        throw new IOException(e.getMessage(), e);
      }
    };
  }

  private static Content content(FetchedManifest fetched) {
    return new Content(fetched.descriptor(), fetched.bytes());
  }

  /** A blob's bytes from an offset on, even where the registry sent those before it, too. */
  private static final class BlobInput extends InputStream {
    private final BlobStream blob;

    /** Bytes that came and were not asked for. */
    private long superfluous;

    BlobInput(BlobStream blob, long offset) {
      this.blob = blob;
      this.superfluous = offset - blob.offset();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      try {
        while (superfluous > 0) {
          int most = (int) Math.min(superfluous, length);
          int skipped = blob.read(ByteBuffer.wrap(target, from, most));
          if (skipped < 0) {
            return -1;
          }
          superfluous -= skipped;
        }
        return blob.read(ByteBuffer.wrap(target, from, length));
      } catch (RegistryException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      blob.close();
    }
  }
}
