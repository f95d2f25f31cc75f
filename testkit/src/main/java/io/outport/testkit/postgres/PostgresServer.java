package io.outport.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** PostgreSQL itself, in a folder of its own; can be killed and started again. */
public final class PostgresServer implements AutoCloseable {
  /** Who may do everything. */
  public static final String USER = "postgres";

  private static final long PATIENCE_SECONDS = 60;

  private final Path data;
  private final int port;
  private EmbeddedPostgres server;

  private PostgresServer(Path data, EmbeddedPostgres server) {
    this.data = data;
    this.server = server;
    this.port = server.getPort();
  }

  /** Starts one with its data in this folder. */
  public static PostgresServer start(Path folder) throws IOException {
    Path data = folder.resolve("postgres");
    return new PostgresServer(data, builder(data).start());
  }

  private static EmbeddedPostgres.Builder builder(Path data) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPGStartupWait(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** Makes an empty database and tells its address; the user is {@link #USER}, with no password. */
  public String create(String name) throws SQLException {
    execute("CREATE DATABASE %s ENCODING 'UTF8' TEMPLATE template0".formatted(name));
    return url(name);
  }

  /** The address of a database that may exist or not. */
  public String url(String name) {
    return "postgresql://127.0.0.1:%d/%s".formatted(port, name);
  }

  /** Runs a statement as {@link #USER}. */
  public void execute(String sql) throws SQLException {
    execute(url("postgres"), sql);
  }

  /** Runs a statement as {@link #USER} in the database with this address. */
  public void execute(String url, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:" + url, USER, "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends it as a crash does: nothing is written out, and the next start must recover. */
  public void kill() throws IOException, InterruptedException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    new ProcessBuilder("kill", "-QUIT", pid.strip()).inheritIO().start().waitFor();
    try {
      postmaster.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the server did not end", e);
    }
    server.close();
  }

  /** Starts it again with the same data at the same port. */
  public void startAgain() throws IOException {
    server = builder(data).setPort(port).start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
