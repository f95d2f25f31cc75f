package io.outport.registry.store.sql;

import io.outport.registry.content.DurableMetadataStoreContract;
import io.outport.registry.content.MetadataStore;
import java.nio.file.Path;
import java.time.InstantSource;

final class SqliteMetadataStoreTest extends DurableMetadataStoreContract {
  @Override
  protected MetadataStore openStore(Path folder, InstantSource clock) {
    return SqliteMetadataStore.open(folder.resolve("registry.db"), clock);
  }
}
