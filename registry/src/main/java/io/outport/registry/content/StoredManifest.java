package io.outport.registry.content;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import java.util.Arrays;

/**
 * A manifest as it was pushed, byte for byte.
 *
 * @param mediaType the content type it is served with
 * @param bytes the document; never changed after construction
 */
// A copy on each read would double the memory of the hot path; equality is defined below.
@SuppressWarnings("ArrayRecordComponent")
public record StoredManifest(Digest digest, String mediaType, byte[] bytes) {

  /** The bytes are not copied: this is the hot path, and all callers only read them. */
  public StoredManifest {}

  /** What the document says. */
  public Manifest parse() {
    return Manifest.parse(mediaType, bytes);
  }

  /** The plain pointer to this manifest. */
  public Descriptor descriptor() {
    return Descriptor.of(mediaType, digest, bytes.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredManifest that
        && digest.equals(that.digest)
        && mediaType.equals(that.mediaType)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return "StoredManifest[%s %s %d bytes]".formatted(digest, mediaType, bytes.length);
  }
}
