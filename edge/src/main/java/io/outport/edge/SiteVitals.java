package io.outport.edge;

import io.outport.hubapi.gateway.StatusReport;
import io.outport.pki.ServerIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The machine under a site: its disk and its certificate, looked at anew each time.
 *
 * @param folder the site's
 * @param certificateExpiry of what clients see; empty without TLS
 */
record SiteVitals(Path folder, Supplier<Optional<Instant>> certificateExpiry) {
  /** A volume with less free is told of: a twentieth of it, and at most this much. */
  private static final long LOW_PART = 20;

  private static final long LOW_MOST = 5L << 30;

  /**
   * One look.
   *
   * @param totalBytes null where the file system does not say
   */
  record Reading(
      @Nullable Long freeBytes, @Nullable Long totalBytes, @Nullable Instant certificateExpiry) {

    /** What of it a person should know. */
    List<StatusReport.Detail> details(Instant now) {
      List<StatusReport.Detail> found = new ArrayList<>();
      if (freeBytes != null
          && totalBytes != null
          && freeBytes < Math.min(totalBytes / LOW_PART, LOW_MOST)) {
        found.add(
            detail(
                "Storage",
                "DISK_LOW",
                "%d MiB of %d MiB are free: make room, or keep fewer repositories here"
                    .formatted(freeBytes >> 20, totalBytes >> 20),
                now));
      }
      certificate(now).ifPresent(found::add);
      return found;
    }

    private Optional<StatusReport.Detail> certificate(Instant now) {
      if (certificateExpiry == null) {
        return Optional.empty();
      }
      Duration left = Duration.between(now, certificateExpiry);
      if (!left.isPositive()) {
        return Optional.of(
            detail(
                "Certificate",
                "CERTIFICATE_EXPIRED",
                "clients refuse this site: its certificate ended at %s; replace it"
                    .formatted(certificateExpiry),
                now));
      }
      return left.compareTo(ServerIdentity.WARN_BEFORE_EXPIRY) > 0
          ? Optional.empty()
          : Optional.of(
              detail(
                  "Certificate",
                  "CERTIFICATE_EXPIRES",
                  "the certificate that clients see ends at %s: replace it before"
                      .formatted(certificateExpiry),
                  now));
    }

    /** The same flag has the same id in every report. */
    private static StatusReport.Detail detail(
        String type, String code, String description, Instant now) {
      String id = UUID.nameUUIDFromBytes(code.getBytes(StandardCharsets.UTF_8)).toString();
      return new StatusReport.Detail(type, code, description, now, id);
    }
  }

  /** Looks. */
  Reading read() {
    long total = folder.toFile().getTotalSpace();
    Instant expiry = certificateExpiry.get().orElse(null);
    return total == 0
        ? new Reading(null, null, expiry)
        : new Reading(folder.toFile().getUsableSpace(), total, expiry);
  }
}
