package io.outport.registry.store.memory;

import io.outport.registry.content.BlobStore;
import io.outport.registry.content.ContentFaultContract;
import io.outport.registry.content.MetadataStore;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;

final class MemoryFaultTest extends ContentFaultContract {
  @Override
  protected BlobStore openBlobs(Path folder, VirtualClock clock) {
    return new MemoryBlobStore(clock);
  }

  @Override
  protected MetadataStore openMetadata(Path folder, VirtualClock clock) {
    return new MemoryMetadataStore(clock);
  }
}
