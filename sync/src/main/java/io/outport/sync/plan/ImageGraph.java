package io.outport.sync.plan;

import io.outport.oci.model.Digest;
import io.outport.sync.ImageName;
import java.util.List;

/**
 * An image with everything that belongs to it: the manifests of its platforms and what refers to
 * any of them.
 *
 * @param root what the image's name resolved to
 * @param manifests each exactly once, every one after its children
 */
public record ImageGraph(ImageName image, Digest root, List<ManifestNode> manifests) {

  /** Copies the list. */
  public ImageGraph {
    manifests = List.copyOf(manifests);
  }
}
