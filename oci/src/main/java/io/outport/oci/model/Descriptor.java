package io.outport.oci.model;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A typed, sized pointer to content (OCI image specification, descriptor.md).
 *
 * @param size bytes, never negative
 * @param artifactType empty string where the descriptor has none
 * @param platformOrNull set on index entries only; read it through {@link #platform()}
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    String artifactType,
    Map<String, String> annotations,
    @Nullable Platform platformOrNull) {

  /** Checks the size and copies the annotations. */
  public Descriptor {
    if (size < 0) {
      throw new OciException(
          ErrorCode.SIZE_INVALID, "descriptor of %s has a negative size".formatted(digest));
    }
    annotations = Map.copyOf(annotations);
  }

  /** A plain pointer without annotations or platform. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(mediaType, digest, size, "", Map.of(), null);
  }

  /** The platform of an index entry. */
  public Optional<Platform> platform() {
    return Optional.ofNullable(platformOrNull);
  }
}
