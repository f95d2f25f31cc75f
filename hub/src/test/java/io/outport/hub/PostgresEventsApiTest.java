package io.outport.hub;

import io.outport.registry.store.sql.PostgresAccess;
import io.outport.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The same on PostgreSQL. */
final class PostgresEventsApiTest extends EventsApiTest {
  @TempDir private static Path place;
  private static PostgresServer server;
  private static int databases;

  @BeforeAll
  static void startServer() throws IOException {
    server = PostgresServer.start(place);
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Override
  TestHub open(Path data) throws SQLException {
    String url = server.create("hub" + ++databases);
    var access = PostgresAccess.of(url, Optional.of(PostgresServer.USER), Optional.empty());
    return TestHub.start(TestHub.init(data), it -> it.with(new MetadataPlace.Postgres(access)));
  }
}
