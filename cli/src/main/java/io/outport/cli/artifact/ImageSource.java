package io.outport.cli.artifact;

import io.outport.oci.client.BlobSource;
import io.outport.oci.model.Descriptor;

/**
 * Where one image, or one of several platforms, is copied from. Reads only; what comes was compared
 * with its digest, blobs excepted, which the registry compares.
 */
public interface ImageSource {
  /** A manifest or an index, as it is. */
  @SuppressWarnings("ArrayRecordComponent") // pushed, never compared
  record Content(Descriptor descriptor, byte[] bytes) {
    @Override
    public String toString() {
      return "Content[%s]".formatted(descriptor);
    }
  }

  /** What the image's name points at. */
  Content root();

  /** A manifest that an index names. */
  Content manifest(Descriptor wanted);

  /** A config or layer. */
  BlobSource blob(Descriptor wanted);
}
