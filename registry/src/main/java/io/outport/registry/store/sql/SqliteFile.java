package io.outport.registry.store.sql;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteConfig;

/**
 * Whether a file may be opened as our database, told from its header alone, so that a file that is
 * not ours is never touched.
 *
 * <p>Source: SQLite, "Database File Format", section 1.3: the magic text at offset 0, the
 * application id at offset 68.
 */
final class SqliteFile {
  /** {@code OUTP} in ASCII. */
  private static final int APPLICATION_ID = 0x4F555450;

  private static final String MAGIC = "SQLite format 3\0";
  private static final int HEADER_BYTES = 100;
  private static final int APPLICATION_ID_OFFSET = 68;

  private SqliteFile() {}

  /**
   * Whether the file must be made. Refuses, in words, one that is not a database of ours or that
   * cannot be written.
   */
  static boolean isNew(Path file) {
    if (!Files.exists(file)) {
      requireFolder(file);
      return true;
    }
    if (!Files.isRegularFile(file)) {
      throw unusable("'%s' is not a file: name a database file".formatted(file));
    }
    if (!Files.isWritable(file)) {
      throw unusable(
          "database '%s' is not writable: give this user the right to write it".formatted(file));
    }
    // An empty file is what a crash right after creation leaves.
    ByteBuffer header = header(file);
    if (header.limit() == 0) {
      return true;
    }
    if (!isOurs(header)) {
      throw unusable(
          "'%s' is not an Outport database: move it away or name another folder".formatted(file));
    }
    return false;
  }

  /**
   * Writes the application id into a new file. Done before the write-ahead log is switched on, so
   * that the id is in the file itself from the first moment on.
   */
  static void mark(Path file) {
    try (SqlSession session = SqliteDatabase.connect(file, new SQLiteConfig())) {
      session.script("PRAGMA application_id = " + APPLICATION_ID);
    }
  }

  private static void requireFolder(Path file) {
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw unusable(
          "folder '%s' is missing or not writable: create it or give this user the right to write it"
              .formatted(folder));
    }
  }

  private static boolean isOurs(ByteBuffer header) {
    if (header.limit() < HEADER_BYTES) {
      return false;
    }
    String magic = StandardCharsets.ISO_8859_1.decode(header.slice(0, MAGIC.length())).toString();
    return magic.equals(MAGIC) && header.getInt(APPLICATION_ID_OFFSET) == APPLICATION_ID;
  }

  private static ByteBuffer header(Path file) {
    try (var input = Files.newInputStream(file)) {
      return ByteBuffer.wrap(input.readNBytes(HEADER_BYTES));
    } catch (IOException failure) {
      throw new StoreException(
          Kind.UNUSABLE, "database '%s' cannot be read: check the disk".formatted(file), failure);
    }
  }

  private static StoreException unusable(String message) {
    return new StoreException(Kind.UNUSABLE, message, null);
  }
}
