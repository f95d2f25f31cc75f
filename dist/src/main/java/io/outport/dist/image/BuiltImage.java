package io.outport.dist.image;

import io.outport.oci.model.Descriptor;
import java.nio.file.Path;
import java.util.List;

/**
 * An image in an OCI layout.
 *
 * @param layout the layout's folder
 * @param root what {@code index.json} names {@code latest}: the manifest of the one part, or an
 *     index of several
 * @param parts one for each platform
 * @param runnable false where this machine lacks the shared libraries that a runtime needs
 * @param reused whether an earlier build of the same inputs was taken
 */
public record BuiltImage(
    Path layout, Descriptor root, List<Part> parts, boolean runnable, boolean reused) {

  /** Copies the list. */
  public BuiltImage {
    parts = List.copyOf(parts);
  }

  /**
   * The image for one platform.
   *
   * @param bytes size of config and layers together
   */
  public record Part(Platform platform, Descriptor manifest, long bytes) {}

  /** The manifest of the first part. */
  public Descriptor manifest() {
    return parts.getFirst().manifest();
  }

  /** Size of the first part's config and layers together. */
  public long bytes() {
    return parts.getFirst().bytes();
  }
}
