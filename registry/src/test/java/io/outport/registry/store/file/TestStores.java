package io.outport.registry.store.file;

import io.outport.registry.content.BlobStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalLong;

/** Stores on a disk that a test has its hand in. */
final class TestStores {
  private TestStores() {}

  static BlobStore open(Path folder, FileLayer layer) {
    return FileBlobStore.open(
        folder,
        new FileBlobStore.Surroundings(
            layer, InstantSource.system(), OptionalLong.of(0), digest -> {}));
  }
}
