package io.outport.registry.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

final class SqliteDatabaseTest {
  private static final String FIRST = "CREATE TABLE item (name TEXT NOT NULL PRIMARY KEY) STRICT";
  private static final String SECOND =
      "ALTER TABLE item ADD COLUMN note TEXT; INSERT INTO item (name) VALUES ('from the script')";

  @TempDir Path folder;

  @Test
  void takesOnlyTheStepsThatAreMissing() {
    try (SqliteDatabase database = open()) {
      database.migrate("items", steps(FIRST));
      database.migrate("items", steps(FIRST));
      add(database, "kept");

      database.migrate("items", steps(FIRST, SECOND));

      assertThat(names(database)).containsExactly("from the script", "kept");
    }
    try (SqliteDatabase database = open()) {
      database.migrate("items", steps(FIRST, SECOND));
      assertThat(names(database)).containsExactly("from the script", "kept");
    }
  }

  @Test
  void countsVersionsOfEachComponent() {
    try (SqliteDatabase database = open()) {
      database.migrate("items", steps(FIRST));

      database.migrate("others", steps("CREATE TABLE other (id INTEGER)", "DROP TABLE other"));

      List<String> versions =
          database.read(
              session ->
                  session.list(
                      "SELECT component, version FROM schema_version ORDER BY component",
                      row -> row.getString(1) + " " + row.getInt(2)));
      assertThat(versions).containsExactly("items 1", "others 2");
    }
  }

  @Test
  void leavesOldVersionWhenAStepFails() {
    try (SqliteDatabase database = open()) {
      database.migrate("items", steps(FIRST));
      String broken = "CREATE TABLE half (id INTEGER); CREATE TABLE item (twice INTEGER)";

      assertThatThrownBy(() -> database.migrate("items", steps(FIRST, broken)))
          .isInstanceOf(StoreException.class);

      database.migrate("items", steps(FIRST, "CREATE TABLE half (id INTEGER)"));
    }
  }

  @Test
  void refusesDatabaseOfNewerVersion() throws IOException {
    try (SqliteDatabase database = open()) {
      database.migrate("items", steps(FIRST, SECOND));
    }
    byte[] before = Files.readAllBytes(file());

    try (SqliteDatabase database = open()) {
      assertUnusable(
          () -> database.migrate("items", steps(FIRST)),
          "written by a newer Outport ('items' version 2, this one knows 1)");
    }

    assertThat(Files.readAllBytes(file())).isEqualTo(before);
    assertThat(folder.toFile().list()).containsExactly("test.db");
  }

  @Test
  void refusesFileThatIsNoDatabaseOfOursUntouched() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "precious");
    Path foreign = folder.resolve("foreign.db");
    try (SqlSession session = SqliteDatabase.connect(foreign, new SQLiteConfig())) {
      session.script("CREATE TABLE theirs (id INTEGER)");
    }

    for (Path file : List.of(text, foreign)) {
      byte[] before = Files.readAllBytes(file);
      assertUnusable(() -> SqliteDatabase.open(file), "not an Outport database");
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("text", "foreign.db");
  }

  @Test
  void refusesPlacesWhereNoFileCanBe() throws IOException {
    assertUnusable(() -> SqliteDatabase.open(folder), "not a file");
    assertUnusable(() -> SqliteDatabase.open(folder.resolve("missing/test.db")), "missing");
    Path file = Files.createFile(folder.resolve("file"));
    assertUnusable(() -> SqliteDatabase.open(file.resolve("below.db")), "not writable");
  }

  @Test
  void opensEmptyFileThatACrashLeft() throws IOException {
    Files.createFile(file());

    try (SqliteDatabase database = open()) {
      database.migrate("items", steps(FIRST));
      assertThat(names(database)).isEmpty();
    }
  }

  @Test
  void saysWhatToDoWithADamagedFile() throws IOException {
    try (SqliteDatabase database = open()) {
      database.migrate("items", steps(FIRST));
    }
    byte[] bytes = Files.readAllBytes(file());
    byte[] junk = "junk".repeat(bytes.length / 4).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(junk, 100, bytes, 100, bytes.length - 100);
    Files.write(file(), bytes);

    assertUnusable(
        () -> {
          try (SqliteDatabase database = open()) {
            database.migrate("items", steps(FIRST));
          }
        },
        "it is damaged, restore a backup");
  }

  @Test
  void undoesTransactionThatThrows() {
    try (SqliteDatabase database = items()) {
      assertThatThrownBy(
              () ->
                  database.inTransaction(
                      session -> {
                        session.update("INSERT INTO item (name) VALUES ('lost')");
                        throw new IllegalStateException("on purpose");
                      }))
          .hasMessage("on purpose");

      assertThat(names(database)).isEmpty();
      add(database, "next");
      assertThat(names(database)).containsExactly("next");
    }
  }

  @Test
  void refusesToWriteWhileReading() {
    try (SqliteDatabase database = items()) {
      assertThatThrownBy(
              () ->
                  database.read(
                      session -> session.update("INSERT INTO item (name) VALUES ('sneaky')")))
          .isInstanceOf(StoreException.class);

      assertThat(names(database)).isEmpty();
    }
  }

  @Test
  void saysFullAndGoesOnWhenThereIsRoomAgain() {
    try (SqliteDatabase database = items()) {
      long pages = pragma(database, "PRAGMA page_count");
      pragma(database, "PRAGMA max_page_count = " + pages);

      assertThatThrownBy(
              () ->
                  database.inTransaction(
                      session -> {
                        for (int i = 0; i < 10_000; i++) {
                          session.update("INSERT INTO item (name) VALUES (?)", "name " + i);
                        }
                        return true;
                      }))
          .isInstanceOfSatisfying(
              StoreException.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.FULL))
          .hasMessageContaining("no space is left")
          .hasMessageContaining(file().toString());

      assertThat(names(database)).isEmpty();
      pragma(database, "PRAGMA max_page_count = 1000000");
      add(database, "next");
      assertThat(names(database)).containsExactly("next");
    }
  }

  @Test
  void takesTurnsWithAnotherOpenerOfTheFile() throws Exception {
    int writes = 50;
    try (SqliteDatabase one = items();
        SqliteDatabase two = open();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> writers =
          List.of(
              () -> IntStream.range(0, writes).allMatch(i -> add(one, "one " + i)),
              () -> IntStream.range(0, writes).allMatch(i -> add(two, "two " + i)));
      for (var each : executor.invokeAll(writers)) {
        assertThat(each.get()).isTrue();
      }

      assertThat(names(one)).hasSize(2 * writes).isEqualTo(names(two));
    }
  }

  @Test
  void servesMoreReadersThanConnections() throws Exception {
    try (SqliteDatabase database = items();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      add(database, "kept");
      List<Callable<List<String>>> readers =
          IntStream.range(0, 200)
              .<Callable<List<String>>>mapToObj(i -> () -> names(database))
              .toList();

      for (var each : executor.invokeAll(readers)) {
        assertThat(each.get()).containsExactly("kept");
      }
    }
  }

  @Test
  void keepsStatementsWithinTheirBound() {
    try (SqliteDatabase database = items()) {
      for (int i = 0; i < 1000; i++) {
        String sql = "SELECT %d".formatted(i);
        int answer =
            database.read(session -> session.find(sql, row -> row.getInt(1)).orElseThrow());
        assertThat(answer).isEqualTo(i);
      }
    }
  }

  @Test
  void readsAgainAfterAFailedRead() {
    try (SqliteDatabase database = items()) {
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> database.read(session -> session.update("no SQL at all")))
            .isInstanceOf(StoreException.class);
      }

      assertThat(names(database)).isEmpty();
    }
  }

  @Test
  void refusesWorkAfterClose() {
    SqliteDatabase database = items();
    database.close();
    database.close();

    assertThatThrownBy(() -> names(database)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> add(database, "late")).isInstanceOf(IllegalStateException.class);
  }

  private Path file() {
    return folder.resolve("test.db");
  }

  private SqliteDatabase open() {
    return SqliteDatabase.open(file());
  }

  private SqliteDatabase items() {
    SqliteDatabase database = open();
    database.migrate("items", steps(FIRST));
    return database;
  }

  private static boolean add(SqliteDatabase database, String name) {
    return database.inTransaction(
        session -> session.update("INSERT INTO item (name) VALUES (?)", name) == 1);
  }

  private static List<String> names(SqliteDatabase database) {
    return database.read(
        session -> session.list("SELECT name FROM item ORDER BY name", row -> row.getString(1)));
  }

  private static long pragma(SqliteDatabase database, String pragma) {
    return database.inTransaction(
        session -> session.find(pragma, row -> row.getLong(1)).orElse(0L));
  }

  private static void assertUnusable(ThrowingCallable opening, String words) {
    assertThatThrownBy(opening)
        .isInstanceOfSatisfying(
            StoreException.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.UNUSABLE))
        .hasMessageContaining(words);
  }

  private static Scripts steps(String... scripts) {
    return new Scripts(List.of(scripts), List.of());
  }
}
