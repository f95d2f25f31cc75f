package io.outport.hub.resource;

import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.gateway.StatusReport.SyncTimes;
import io.outport.hubapi.model.ConnectedRegistry.SyncResult;
import java.time.Instant;
import java.util.Objects;

/** How a site's last sync went (reference, 2 {@code registrySyncResult}). */
final class SyncResults {
  private static final SyncTimes UNKNOWN = new SyncTimes(null, null, null);

  private SyncResults() {}

  /** A comparison that was asked for is pending until the site speaks of it. */
  static SyncResult of(SiteEntry site) {
    SiteEntry.Reported reported = site.reported();
    SyncTimes times = reported == null ? UNKNOWN : times(reported.status());
    Instant asked = site.desired().resyncAsked();
    if (asked != null && (reported == null || asked.isAfter(reported.at()))) {
      return result("ManualResync", "Pending", times);
    }
    if (site.holder() == null) {
      return result("InitialSync", "NotActivated", times);
    }
    return reported == null
        ? result("InitialSync", "Pending", times)
        : result(reported.status().syncTrigger(), reported.status().syncState(), times);
  }

  /** An older site says only when it was last up to date. */
  private static SyncTimes times(StatusReport report) {
    return Objects.requireNonNullElseGet(
        report.syncTimes(),
        () -> new SyncTimes(null, report.lastSyncTime(), report.lastSyncTime()));
  }

  private static SyncResult result(String trigger, String state, SyncTimes times) {
    return new SyncResult(trigger, state, times.lastStart(), times.lastEnd(), times.lastSuccess());
  }
}
