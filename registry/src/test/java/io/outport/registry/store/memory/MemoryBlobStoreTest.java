package io.outport.registry.store.memory;

import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobStoreContract;
import java.time.InstantSource;

final class MemoryBlobStoreTest extends BlobStoreContract {
  @Override
  protected BlobStore openStore() {
    return new MemoryBlobStore(InstantSource.system());
  }
}
