package io.outport.hubapi.gateway;

import java.time.Duration;
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
 * @param syncTimes of the last sync that copied; null from a site that does not say
 * @param vitals of the machine under the site; null from a site that does not say
 */
public record StatusReport(
    String version,
    String loginServer,
    String tlsStatus,
    String syncState,
    String syncTrigger,
    @Nullable Instant lastSyncTime,
    long lastSequence,
    List<Detail> details,
    @Nullable SyncTimes syncTimes,
    @Nullable Vitals vitals) {

  /** Copies the list. */
  public StatusReport {
    details = List.copyOf(details);
  }

  /** A report without times and vitals. */
  public StatusReport(
      String version,
      String loginServer,
      String tlsStatus,
      String syncState,
      String syncTrigger,
      @Nullable Instant lastSyncTime,
      long lastSequence,
      List<Detail> details) {
    this(
        version,
        loginServer,
        tlsStatus,
        syncState,
        syncTrigger,
        lastSyncTime,
        lastSequence,
        details,
        null,
        null);
  }

  /**
   * The same as its first receiver keeps it: with how far the site's clock is behind the receiver's
   * (negative where it is ahead). One that went through another hand already stays as it is.
   */
  public StatusReport heardAt(Instant now) {
    if (vitals == null || vitals.clockBehindMillis() != null) {
      return this;
    }
    Vitals judged = vitals.behind(Duration.between(vitals.sentAt(), now));
    return new StatusReport(
        version,
        loginServer,
        tlsStatus,
        syncState,
        syncTrigger,
        lastSyncTime,
        lastSequence,
        details,
        syncTimes,
        judged);
  }

  /**
   * When the last sync that had something to do was under way; each null where there was none.
   *
   * @param lastEnd null, too, before the first ended
   * @param lastSuccess end of the last one that left nothing undone
   */
  public record SyncTimes(
      @Nullable Instant lastStart, @Nullable Instant lastEnd, @Nullable Instant lastSuccess) {}

  /**
   * How the machine under the site is.
   *
   * @param diskFreeBytes of the volume that holds the site's folder; null where it is not known
   * @param diskTotalBytes of that volume
   * @param certificateExpiry of what clients see; null without TLS
   * @param lastError what went wrong last, in plain words; null for nothing yet
   * @param lastErrorTime when that was
   * @param sentAt the site's clock as it reports
   * @param clockBehindMillis see {@link #heardAt}; null while the report is on its way
   */
  public record Vitals(
      @Nullable Long diskFreeBytes,
      @Nullable Long diskTotalBytes,
      @Nullable Instant certificateExpiry,
      @Nullable String lastError,
      @Nullable Instant lastErrorTime,
      Instant sentAt,
      @Nullable Long clockBehindMillis) {

    Vitals behind(Duration by) {
      return new Vitals(
          diskFreeBytes,
          diskTotalBytes,
          certificateExpiry,
          lastError,
          lastErrorTime,
          sentAt,
          by.toMillis());
    }
  }

  /** One thing that is wrong, in plain words (reference, 2 {@code statusDetails}). */
  public record Detail(
      String type, String code, String description, Instant timestamp, String correlationId) {}
}
