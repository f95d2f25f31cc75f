package io.outport.agent.preflight;

import io.outport.agent.cluster.NodeFacts;
import java.util.Set;

/**
 * What the registry said of the image that will run.
 *
 * @param reference as nodes pull it
 * @param architectures that it has; empty where the registry did not tell
 * @param failure why it cannot be pulled; empty where it can
 */
public record ImageFacts(String reference, Set<String> architectures, String failure) {

  /** Copies the set. */
  public ImageFacts {
    architectures = Set.copyOf(architectures);
  }

  boolean fits(NodeFacts node) {
    return architectures.contains(node.architecture());
  }

  /** The architectures in words. */
  String platforms() {
    return Preflight.some(architectures.stream().sorted().toList());
  }
}
