package io.outport.oci.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest says, beside the bytes it was read from: the bytes are what is stored and served,
 * this view is only for following references.
 *
 * @param mediaType the type it was pushed with
 * @param artifactType the declared one, else the config's media type, else empty (specification,
 *     "Listing Referrers")
 * @param blobs config and layers; empty for an index
 * @param manifests entries of an index; empty for an image manifest
 * @param subjectOrNull what this manifest refers to; read it through {@link #subject()}
 */
public record Manifest(
    String mediaType,
    String artifactType,
    List<Descriptor> blobs,
    List<Descriptor> manifests,
    @Nullable Descriptor subjectOrNull,
    Map<String, String> annotations) {

  /** Largest manifest accepted, in bytes (the specification asks for at least 4 MiB). */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Copies the collections. */
  public Manifest {
    blobs = List.copyOf(blobs);
    manifests = List.copyOf(manifests);
    annotations = Map.copyOf(annotations);
  }

  /**
   * Reads the view from a manifest's bytes.
   *
   * @param mediaType the content type it travels under; an empty one is taken from the document
   * @throws OciException {@code MANIFEST_INVALID} when it is not a manifest of that type
   */
  public static Manifest parse(String mediaType, byte[] bytes) {
    return ManifestParser.parse(mediaType, bytes);
  }

  /** The manifest that this one refers to, which may be absent from the repository. */
  public Optional<Descriptor> subject() {
    return Optional.ofNullable(subjectOrNull);
  }

  /** Everything that must be present before this manifest is visible, in document order. */
  public Stream<Descriptor> required() {
    return Stream.concat(requiredBlobs(), manifests.stream());
  }

  /** The blobs that must be present: all but those whose bytes live elsewhere by their type. */
  public Stream<Descriptor> requiredBlobs() {
    return blobs.stream().filter(blob -> !MediaType.isNonDistributable(blob.mediaType()));
  }
}
