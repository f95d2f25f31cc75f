package io.outport.registry.store.file;

import io.outport.registry.content.BlobStore;
import io.outport.registry.content.DurableBlobStoreContract;
import java.nio.file.Path;

final class FileBlobStoreTest extends DurableBlobStoreContract {
  @Override
  protected BlobStore openStore(Path folder) {
    return FileBlobStore.open(folder);
  }
}
