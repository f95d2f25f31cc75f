package io.outport.registry.store.sql;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.sql.SQLException;

/**
 * Turns what PostgreSQL reports into what a caller can do about it.
 *
 * <p>Source: PostgreSQL documentation, appendix A "PostgreSQL Error Codes"; the first two letters
 * are the class.
 */
final class PostgresFailures implements SqlFailures {
  private static final String DISK_FULL = "53100";

  @Override
  public StoreException translate(String action, String name, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        Problem problem = problem(sql.getSQLState(), String.valueOf(sql.getMessage()));
        return new StoreException(
            problem.kind, "%s '%s': %s".formatted(action, name, problem.words), failure);
      }
    }
    return new StoreException(Kind.FAILED, "%s '%s'".formatted(action, name), failure);
  }

  private record Problem(Kind kind, String words) {}

  private static Problem problem(String state, String message) {
    if (state.equals(DISK_FULL)) {
      return new Problem(Kind.FULL, "no space is left on the database server's disk");
    }
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "08", "57" ->
          new Problem(
              Kind.BUSY, "the database server cannot be reached: check that it runs, and the link");
      case "53" -> new Problem(Kind.BUSY, "the database server has too much to do");
      case "55" -> new Problem(Kind.BUSY, "another hub is using it");
      case "28" -> new Problem(Kind.UNUSABLE, "it refuses this user or password");
      case "3D" -> new Problem(Kind.UNUSABLE, "there is no such database: create it first");
      case "42" -> new Problem(Kind.UNUSABLE, "it does not let us: " + firstLine(message));
      default -> new Problem(Kind.FAILED, firstLine(message));
    };
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("it failed");
  }
}
