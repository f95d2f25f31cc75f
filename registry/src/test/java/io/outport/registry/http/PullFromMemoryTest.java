package io.outport.registry.http;

import io.outport.registry.content.BlobStore;
import io.outport.registry.store.memory.MemoryBlobStore;
import java.nio.file.Path;

/** Blobs that are copied through the process. */
final class PullFromMemoryTest extends PullContract {
  @Override
  BlobStore openStore(Path folder) {
    return new MemoryBlobStore();
  }
}
