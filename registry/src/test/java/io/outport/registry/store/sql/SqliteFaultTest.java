package io.outport.registry.store.sql;

import io.outport.registry.content.BlobStore;
import io.outport.registry.content.ContentFaultContract;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.store.file.FileBlobStore;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;

/** As a site and a small hub keep their content. */
final class SqliteFaultTest extends ContentFaultContract {
  @Override
  protected BlobStore openBlobs(Path folder, VirtualClock clock) {
    return FileBlobStore.open(folder.resolve("blobs"), clock);
  }

  @Override
  protected MetadataStore openMetadata(Path folder, VirtualClock clock) {
    return SqlMetadataStore.open(folder.resolve("metadata.db"), clock);
  }
}
