package io.outport.hubapi.gateway;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a site reports of itself after each sync and at least once a minute while linked.
 *
 * @param loginServer host and port that the site serves on
 * @param tlsStatus {@code Enabled}, or {@code Disabled} where clients come by plain HTTP
 * @param syncState {@code Pending Syncing Succeeded Failed TimedOut}
 * @param syncTrigger {@code InitialSync ManualResync RecoveryService SyncTokenUpdate}, or {@code
 *     Message} for an ordinary one
 * @param lastSyncTime end of the last sync that left nothing undone; null before the first
 * @param details what is wrong; empty means healthy
 */
public record StatusReport(
    String version,
    String loginServer,
    String tlsStatus,
    String syncState,
    String syncTrigger,
    @Nullable Instant lastSyncTime,
    long lastSequence,
    List<Detail> details) {

  /** Copies the list. */
  public StatusReport {
    details = List.copyOf(details);
  }

  /** One thing that is wrong, in plain words (reference, 2 {@code statusDetails}). */
  public record Detail(
      String type, String code, String description, Instant timestamp, String correlationId) {}
}
