package io.outport.registry.content;

import io.outport.oci.model.Manifest;

/** What happens to a manifest that names content which the repository lacks (law L2). */
public enum MissingContent {
  /** Refused, naming what is missing. */
  REFUSED,
  /** Accepted for an index: its absent entries answer 404 until they come. */
  ACCEPTED_IN_INDEX,
  /** Accepted for every manifest, which lets a tag point at an image that cannot be pulled. */
  ACCEPTED;

  /** The answer of a fresh installation. */
  public static final MissingContent DEFAULT = ACCEPTED_IN_INDEX;

  /** Whether this document may name content that is not there. */
  public boolean accepts(Manifest document) {
    return switch (this) {
      case REFUSED -> false;
      case ACCEPTED_IN_INDEX -> !document.manifests().isEmpty();
      case ACCEPTED -> true;
    };
  }
}
