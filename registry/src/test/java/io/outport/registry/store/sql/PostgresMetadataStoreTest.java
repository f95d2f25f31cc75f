package io.outport.registry.store.sql;

import io.outport.registry.content.DurableMetadataStoreContract;
import io.outport.registry.content.MetadataStore;
import io.outport.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class PostgresMetadataStoreTest extends DurableMetadataStoreContract {
  @TempDir static Path servers;
  private static PostgresServer server;
  private static int databases;

  private @Nullable PostgresAccess access;

  @BeforeAll
  static void startServer() throws IOException {
    server = PostgresServer.start(servers);
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  /** One database for each test. */
  @Override
  protected MetadataStore openStore(Path folder, InstantSource clock) {
    try {
      if (access == null) {
        access =
            PostgresAccess.of(
                server.create("test%d".formatted(databases++)),
                Optional.of(PostgresServer.USER),
                Optional.empty());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return SqlMetadataStore.open(PostgresDatabase.open(access), clock);
  }

  @Override
  protected MetadataStore openAfterKill(InstantSource clock) throws Exception {
    server.kill();
    server.startAgain();
    return openStore(folder, clock);
  }
}
