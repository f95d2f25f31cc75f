package io.outport.registry.store.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** PostgreSQL itself, in a folder of its own; can be killed and started again. */
final class PostgresServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Path data;
  private final int port;
  private EmbeddedPostgres server;

  private PostgresServer(Path data, EmbeddedPostgres server) {
    this.data = data;
    this.server = server;
    this.port = server.getPort();
  }

  static PostgresServer start(Path folder) throws IOException {
    Path data = folder.resolve("postgres");
    return new PostgresServer(data, builder(data).start());
  }

  private static EmbeddedPostgres.Builder builder(Path data) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPGStartupWait(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** Makes an empty database and says how to come to it. */
  PostgresAccess create(String name) throws SQLException {
    execute("CREATE DATABASE %s ENCODING 'UTF8' TEMPLATE template0".formatted(name));
    return access(name);
  }

  PostgresAccess access(String name) {
    return PostgresAccess.of(
        "postgresql://127.0.0.1:%d/%s".formatted(port, name),
        Optional.of("postgres"),
        Optional.empty());
  }

  void execute(String sql) throws SQLException {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends it as a crash does: nothing is written out, and the next start must recover. */
  void kill() throws IOException, InterruptedException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    new ProcessBuilder("kill", "-QUIT", pid.strip()).inheritIO().start().waitFor();
    try {
      postmaster.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IOException("the server did not end", e);
    }
    server.close();
  }

  /** Starts it again with the same data at the same port. */
  void startAgain() throws IOException {
    server = builder(data).setPort(port).start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
