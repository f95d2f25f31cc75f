package io.outport.hub;

import io.outport.registry.store.sql.PostgresAccess;

/** Where a hub keeps the registry's metadata and its own resources. */
public sealed interface MetadataPlace {

  /** In the data directory. */
  MetadataPlace OWN_FILE = new OwnFile();

  /** What a person calls it; holds no secret. */
  String name();

  /** In a SQLite file of the data directory. */
  record OwnFile() implements MetadataPlace {
    @Override
    public String name() {
      return "metadata.db";
    }
  }

  /** In a PostgreSQL database that is this hub's alone. */
  record Postgres(PostgresAccess access) implements MetadataPlace {
    @Override
    public String name() {
      return access.name();
    }
  }
}
