package io.outport.sync.plan;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.registry.content.StoredManifest;
import java.util.List;

/**
 * A manifest as a node of an image's graph, without its bytes.
 *
 * @param blobs what must be present, in document order; non-distributable layers are not in it
 * @param children entries of an index
 * @param sparse whether the parent itself lacks some of the children
 */
public record ManifestNode(
    Descriptor descriptor, List<Descriptor> blobs, List<Descriptor> children, boolean sparse) {

  /** Copies the lists. */
  public ManifestNode {
    blobs = List.copyOf(blobs);
    children = List.copyOf(children);
  }

  /**
   * Reads the node from a manifest.
   *
   * @throws io.outport.oci.model.OciException when it is not a valid one
   */
  public static ManifestNode of(StoredManifest stored) {
    Manifest document = stored.parse();
    return new ManifestNode(
        stored.descriptor(), document.requiredBlobs().toList(), document.manifests(), false);
  }

  /** The same node of a parent that lacks some of the children. */
  public ManifestNode asSparse() {
    return new ManifestNode(descriptor, blobs, children, true);
  }

  /** What names the manifest. */
  public Digest digest() {
    return descriptor.digest();
  }
}
