package io.outport.registry.content;

import io.outport.oci.model.Digest;

/** Hears what happens to the content. Its methods return at once and never throw. */
@FunctionalInterface
public interface ContentListener {
  /**
   * The history grew: wakes whoever waits for changes. What changed is read from {@link
   * MetadataStore#listChanges}.
   */
  void changed();

  /** A blob that a repository holds is not in the store any more, or its bytes were wrong. */
  default void blobLost(Digest digest) {}

  /** For registries that nobody follows. */
  ContentListener NONE = () -> {};
}
