package io.outport.registry.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import io.outport.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresDatabaseTest {
  private static final String FIRST = "CREATE TABLE item (name TEXT PRIMARY KEY)";
  private static final String SECOND = "ALTER TABLE item ADD COLUMN note TEXT";

  @TempDir static Path servers;
  private static PostgresServer server;
  private static int databases;

  private PostgresAccess access;

  @BeforeAll
  static void startServer() throws IOException {
    server = PostgresServer.start(servers);
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void createDatabase() throws SQLException {
    access = access(server.create("database%d".formatted(databases++)));
  }

  @Test
  void takesOnlyTheStepsThatAreMissing() {
    try (var database = open(FIRST)) {
      add(database, "kept");
    }
    try (var database = open(FIRST, SECOND)) {
      assertThat(names(database)).containsExactly("kept");
    }
    assertRefused(Kind.UNUSABLE, () -> open(FIRST)).hasMessageContaining("newer Outport");
  }

  @Test
  void leavesNothingOfATransactionThatFailed() {
    try (var database = open(FIRST)) {
      assertThatThrownBy(
              () ->
                  database.inTransaction(
                      session -> {
                        session.update("INSERT INTO item (name) VALUES ('half')");
                        return session.update("INSERT INTO item (name) VALUES ('half')");
                      }))
          .isInstanceOf(StoreException.class);

      assertThat(names(database)).isEmpty();
      add(database, "next");
      assertThat(names(database)).containsExactly("next");
    }
  }

  @Test
  void refusesToWriteWhileReading() {
    try (var database = open(FIRST)) {
      assertThatThrownBy(
              () -> database.read(session -> session.update("INSERT INTO item VALUES ('x')")))
          .isInstanceOf(StoreException.class);
      assertThat(names(database)).isEmpty();
    }
  }

  @Test
  void letsOneHubInAtATime() {
    try (var _ = open(FIRST)) {
      assertRefused(Kind.BUSY, () -> open(FIRST)).hasMessageContaining("another hub is using it");
    }
    open(FIRST).close();
  }

  @Test
  void goesOnAfterTheServerWasKilled() throws Exception {
    try (var database = open(FIRST)) {
      add(database, "before");
      assertThat(names(database)).containsExactly("before");

      server.kill();
      assertRefused(Kind.BUSY, () -> names(database)).hasMessageContaining("cannot be reached");
      assertRefused(Kind.BUSY, () -> add(database, "lost"));
      server.startAgain();

      assertThat(names(database)).containsExactly("before");
      add(database, "after");
      assertThat(names(database)).containsExactly("after", "before");
    }
  }

  /** What the first has in memory would be old. */
  @Test
  void letsNoHubWriteThatWasReplacedWhileItsConnectionWasBroken() throws SQLException {
    try (var first = open(FIRST)) {
      server.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
              .formatted(access.name().substring(access.name().lastIndexOf('/') + 1)));
      try (var second = open(FIRST)) {
        add(second, "second");
      }

      assertRefused(Kind.UNUSABLE, () -> add(first, "first"))
          .hasMessageContaining("another hub has used");
      try (var third = open(FIRST)) {
        assertThat(names(third)).containsExactly("second");
      }
    }
  }

  @Test
  void saysWhatIsWrongWithTheAccess() throws SQLException {
    server.execute("CREATE ROLE nobody");
    assertRefused(Kind.UNUSABLE, () -> PostgresDatabase.open(access(server.url("missing"))))
        .hasMessageContaining("no such database");
    var stranger =
        new PostgresAccess(access.url(), Optional.of("nobody"), Optional.of("a secret word"));
    assertRefused(Kind.UNUSABLE, () -> PostgresDatabase.open(stranger))
        .hasMessageContaining("refuses this user")
        .hasMessageNotContaining("secret word");
    var away = PostgresAccess.of("postgresql://127.0.0.1:1/x", Optional.empty(), Optional.empty());
    assertRefused(Kind.BUSY, () -> PostgresDatabase.open(away))
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void refusesADatabaseOfAnotherEncoding() throws SQLException {
    server.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");

    assertRefused(Kind.UNUSABLE, () -> PostgresDatabase.open(access(server.url("latin"))))
        .hasMessageContaining("LATIN1");
  }

  @Test
  void makesCommitsDurableWhereTheServerWouldNot() throws SQLException {
    server.execute(
        "ALTER DATABASE %s SET synchronous_commit = off"
            .formatted(access.name().substring(access.name().lastIndexOf('/') + 1)));

    try (var database = open(FIRST)) {
      String setting =
          database.inTransaction(
              session ->
                  session.find("SHOW synchronous_commit", row -> row.getString(1)).orElseThrow());
      assertThat(setting).isEqualTo("on");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mysql://host/name",
        "postgresql://",
        "postgresql:///name",
        "postgresql://host",
        "postgresql://host/?sslmode=disable",
        "postgresql://me:word@host/name",
        "postgresql://host/name?user=me&password=word"
      })
  void refusesAnAddressThatIsNoneOrHoldsASecret(String url) {
    assertThatThrownBy(() -> PostgresAccess.of(url, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("word@")
        .hasMessageNotContaining("=word");
  }

  @Test
  void takesTheAddressWithOrWithoutJdbc() {
    var plain = PostgresAccess.of("postgres://h:1/n?a=b", Optional.empty(), Optional.of("secret"));

    assertThat(plain.url()).isEqualTo("jdbc:postgresql://h:1/n?a=b");
    assertThat(plain.name()).isEqualTo("postgresql://h:1/n");
    assertThat(plain).hasToString("PostgresAccess[postgresql://h:1/n]");
    assertThat(
            PostgresAccess.of("jdbc:postgresql://h:1/n", Optional.empty(), Optional.empty()).name())
        .isEqualTo(plain.name());
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(Kind kind, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static PostgresAccess access(String url) {
    return PostgresAccess.of(url, Optional.of(PostgresServer.USER), Optional.empty());
  }

  private PostgresDatabase open(String... steps) {
    var database = PostgresDatabase.open(access);
    try {
      database.migrate("items", new Scripts(List.of(), List.of(steps)));
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static void add(SqlDatabase database, String name) {
    database.inTransaction(session -> session.update("INSERT INTO item (name) VALUES (?)", name));
  }

  private static List<String> names(SqlDatabase database) {
    return database.read(
        session -> session.list("SELECT name FROM item ORDER BY name", row -> row.getString(1)));
  }
}
