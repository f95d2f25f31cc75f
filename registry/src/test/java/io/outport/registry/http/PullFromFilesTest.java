package io.outport.registry.http;

import io.outport.registry.content.BlobStore;
import io.outport.registry.store.file.FileBlobStore;
import java.nio.file.Path;
import java.time.InstantSource;

/** Blobs that the kernel sends. */
final class PullFromFilesTest extends PullContract {
  @Override
  BlobStore openStore(Path folder) {
    return FileBlobStore.open(folder.resolve("blobs"), InstantSource.system());
  }
}
