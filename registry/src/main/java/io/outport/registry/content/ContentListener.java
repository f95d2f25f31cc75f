package io.outport.registry.content;

/** Hears that the history grew; what changed is read from {@link MetadataStore#listChanges}. */
@FunctionalInterface
public interface ContentListener {
  /** Wakes whoever waits for changes. Must return at once and never throw. */
  void changed();

  /** For registries that nobody follows. */
  ContentListener NONE = () -> {};
}
