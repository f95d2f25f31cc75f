package io.outport.dist.image;

import io.outport.oci.model.Descriptor;
import java.nio.file.Path;

/**
 * An image in an OCI layout.
 *
 * @param layout the layout's folder
 * @param manifest what {@code index.json} names {@code latest}
 * @param bytes size of config and layers together
 * @param runnable false where this machine lacks the shared libraries that a runtime needs
 * @param reused whether an earlier build of the same inputs was taken
 */
public record BuiltImage(
    Path layout, Descriptor manifest, long bytes, boolean runnable, boolean reused) {}
