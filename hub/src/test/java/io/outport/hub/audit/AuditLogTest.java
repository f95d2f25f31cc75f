package io.outport.hub.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.registry.store.sql.SqlDatabase;
import io.outport.registry.store.sql.SqliteDatabase;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written down, and for how long. */
final class AuditLogTest {
  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private SqlDatabase database;
  private AuditLog log;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("hub.db"));
    log = AuditLog.open(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** The hub may end in the middle of the work. */
  @Test
  void knowsOfWorkThatWasNeverAnswered() {
    long number = log.begin("admin", "PUT", "/subscriptions/s/x", "id-1");
    database.close();
    open();

    assertThat(all())
        .containsExactly(
            new AuditEntry(
                number, clock.instant(), "admin", "PUT", "/subscriptions/s/x", 0, "id-1"));
    log.end(number, 201);
    assertThat(all().getFirst().status()).isEqualTo(201);
  }

  @Test
  void forgetsWhatIsTooOldOrTooMuch() {
    long first = log.begin("admin", "PUT", "/a", "id-1");
    clock.advance(AuditLog.MAX_AGE.minus(Duration.ofSeconds(1)));
    log.begin("admin", "PUT", "/b", "id-2");
    assertThat(all()).hasSize(2);
    clock.advance(Duration.ofSeconds(2));
    long last = log.begin("admin", "PUT", "/c", "id-3");
    assertThat(all()).extracting(AuditEntry::number).containsExactly(last, first + 1);

    database.inTransaction(
        session ->
            session.update(
                "UPDATE hub_audit SET number = ? WHERE number = ?",
                first + AuditLog.MAX_ENTRIES,
                last));
    log.begin("admin", "PUT", "/d", "id-4");
    assertThat(all()).extracting(AuditEntry::resource).containsExactly("/d", "/c");
  }

  @Test
  void listsATimeFromTheNewestOn() {
    Instant start = clock.instant();
    for (int i = 0; i < 5; i++) {
      log.begin("admin", "PUT", "/" + i, "id-" + i);
      clock.advance(Duration.ofMinutes(1));
    }

    List<AuditEntry> some =
        log.list(
            start.plus(Duration.ofMinutes(1)),
            start.plus(Duration.ofMinutes(3)),
            Long.MAX_VALUE,
            2);

    assertThat(some).extracting(AuditEntry::resource).containsExactly("/3", "/2");
    assertThat(log.list(start, clock.instant(), some.getLast().number(), 10))
        .extracting(AuditEntry::resource)
        .containsExactly("/1", "/0");
  }

  private List<AuditEntry> all() {
    return log.list(Instant.MIN, Instant.MAX, Long.MAX_VALUE, 100);
  }
}
