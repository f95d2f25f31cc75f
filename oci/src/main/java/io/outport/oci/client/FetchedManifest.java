package io.outport.oci.client;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;

/**
 * A manifest as it came: the digest was computed over exactly these bytes.
 *
 * @param mediaType the content type it came under, without parameters; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record FetchedManifest(Digest digest, String mediaType, byte[] bytes) {

  /** A pointer to it. */
  public Descriptor descriptor() {
    return Descriptor.of(mediaType, digest, bytes.length);
  }

  @Override
  public String toString() {
    return "FetchedManifest[%s, %s, %d bytes]".formatted(digest, mediaType, bytes.length);
  }
}
