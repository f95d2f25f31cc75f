package io.outport.registry.store.sql;

import io.outport.registry.content.DurableMetadataStoreContract;
import io.outport.registry.content.MetadataStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;

final class SqliteMetadataStoreTest extends DurableMetadataStoreContract {
  @Override
  protected MetadataStore openStore(Path folder, InstantSource clock) {
    return SqlMetadataStore.open(folder.resolve("registry.db"), clock);
  }

  @Override
  protected MetadataStore openAfterKill(InstantSource clock) throws IOException {
    Path killed = folder.resolve("killed");
    try (Stream<Path> paths = Files.walk(folder.resolve("store"))) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(path, killed.resolve(folder.resolve("store").relativize(path)));
      }
    }
    return openStore(killed, clock);
  }
}
