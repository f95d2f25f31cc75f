package io.outport.registry.store.memory;

import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.MetadataStoreContract;
import java.time.InstantSource;

final class MemoryMetadataStoreTest extends MetadataStoreContract {
  @Override
  protected MetadataStore openStore(InstantSource clock) {
    return new MemoryMetadataStore(clock);
  }
}
