package io.outport.hub.audit;

import java.time.Instant;

/**
 * One call that may have changed something. Holds names and paths only, never a body.
 *
 * @param number grows from entry to entry
 * @param principal the name of who asked
 * @param resource the path without its query
 * @param status of HTTP; 0 where the hub ended before it answered
 */
public record AuditEntry(
    long number,
    Instant time,
    String principal,
    String method,
    String resource,
    int status,
    String correlationId) {

  /** Whether it was answered. */
  public boolean isAnswered() {
    return status != 0;
  }
}
