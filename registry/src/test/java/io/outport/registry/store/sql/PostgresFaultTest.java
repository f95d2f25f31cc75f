package io.outport.registry.store.sql;

import io.outport.registry.content.BlobStore;
import io.outport.registry.content.ContentFaultContract;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.testkit.VirtualClock;
import io.outport.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class PostgresFaultTest extends ContentFaultContract {
  @TempDir static Path servers;
  private static PostgresServer server;
  private static String url = "";

  @BeforeAll
  static void startServer() throws IOException, SQLException {
    server = PostgresServer.start(servers);
    url = server.create("faults");
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Override
  protected BlobStore openBlobs(Path folder, VirtualClock clock) {
    return new MemoryBlobStore(clock);
  }

  @Override
  protected MetadataStore openMetadata(Path folder, VirtualClock clock) throws SQLException {
    // Faster than a database for each.
    server.execute(url, "DROP SCHEMA IF EXISTS outport CASCADE");
    var access = PostgresAccess.of(url, Optional.of(PostgresServer.USER), Optional.empty());
    return SqlMetadataStore.open(PostgresDatabase.open(access), clock);
  }
}
