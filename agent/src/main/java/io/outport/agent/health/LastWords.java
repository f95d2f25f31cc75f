package io.outport.agent.health;

import io.outport.agent.problem.Problem;
import java.util.List;
import java.util.Locale;

/** What the log of a site that ended tells of the reason. */
final class LastWords {
  private record Cause(String sign, String code, String message, String remedy) {}

  private static final List<Cause> CAUSES =
      List.of(
          new Cause(
              "already_activated",
              "ALREADY_ACTIVATED",
              "another instance holds this connected registry",
              "outport connected-registry deactivate, then it starts by itself"),
          new Cause(
              "connection string:",
              "InvalidConnectionString",
              "the connection string is wrong",
              "print a new one with get-settings and give it in the protected settings"),
          new Cause(
              "incorrect password",
              "UNAUTHORIZED",
              "the password in the connection string is not that of the sync token",
              "print a new one with get-settings --generate-password 1 and update the extension"),
          new Cause(
              "unauthorized",
              "UNAUTHORIZED",
              "the parent does not take the sync token",
              "print a new connection string with get-settings --generate-password 1 and update the"
                  + " extension"),
          new Cause(
              "no space left",
              "DiskError",
              "its volume is full",
              "give it a larger volume, or less to keep"),
          new Cause(
              "permission denied",
              "DiskError",
              "it may not write to its volume",
              "use a storage class that heeds fsGroup"));

  private LastWords() {}

  /** The problem that fits best. */
  static Problem explain(String where, String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    Cause cause =
        CAUSES.stream()
            .filter(each -> lower.contains(each.sign()))
            .findFirst()
            .orElse(
                new Cause(
                    "",
                    "CrashLoop",
                    "its process ends again and again",
                    "mend what its last words say"));
    String quoted = words.isBlank() ? "" : " (its last words: %s)".formatted(words.strip());
    return new Problem(cause.code(), where, cause.message() + quoted, cause.remedy());
  }
}
