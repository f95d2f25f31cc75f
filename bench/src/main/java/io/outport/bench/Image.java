package io.outport.bench;

import io.outport.oci.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A manifest as it is sent, and the blobs that it needs. */
record Image(String text, List<Blob> blobs) {
  Image {
    blobs = List.copyOf(blobs);
  }

  /** The manifest's bytes. */
  byte[] manifest() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Digest digest() {
    return Digest.ofBytes(manifest());
  }
}
