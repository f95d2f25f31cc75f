package io.outport.registry.store.sql;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what SQLite reports into what a caller can do about it. */
final class SqliteFailures implements SqlFailures {
  /** SQLite's extended codes carry the primary one in their lowest byte. */
  private static final int PRIMARY = 0xff;

  @Override
  public StoreException translate(String action, String file, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite) {
        return translate(action, file, sqlite);
      }
    }
    return new StoreException(Kind.FAILED, "%s '%s'".formatted(action, file), failure);
  }

  private static StoreException translate(String action, String file, SQLiteException failure) {
    int code = failure.getResultCode().code & PRIMARY;
    if (code == SQLiteErrorCode.SQLITE_FULL.code) {
      return failure(Kind.FULL, action, file, "no space is left on the disk", failure);
    }
    if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return failure(Kind.BUSY, action, file, "another process is writing it", failure);
    }
    if (code == SQLiteErrorCode.SQLITE_READONLY.code
        || code == SQLiteErrorCode.SQLITE_CANTOPEN.code
        || code == SQLiteErrorCode.SQLITE_PERM.code) {
      return failure(
          Kind.UNUSABLE, action, file, "give this user the right to write its folder", failure);
    }
    if (code == SQLiteErrorCode.SQLITE_NOTADB.code || code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
      return failure(Kind.UNUSABLE, action, file, "it is damaged, restore a backup", failure);
    }
    return failure(Kind.FAILED, action, file, "the disk or the database failed", failure);
  }

  private static StoreException failure(
      Kind kind, String action, String file, String words, SQLiteException cause) {
    return new StoreException(kind, "%s '%s': %s".formatted(action, file, words), cause);
  }
}
