package io.outport.sync.plan;

import java.util.List;

/**
 * What to do for one image, enough by itself whatever becomes of the other images.
 *
 * @param steps in order: blobs, manifests from the leaves up, the image's own with its tag last;
 *     empty when in line
 */
public record ImagePlan(ImageGraph graph, List<SyncStep> steps) {

  /** Copies the list. */
  public ImagePlan {
    steps = List.copyOf(steps);
  }
}
