package io.outport.hub.resource;

import io.outport.hubapi.gateway.StatusReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a site is, judged by what it said and when (reference, 6.5).
 *
 * @param reason why, in plain words
 * @param details what is wrong, by the site's words and by what only its parent can see
 */
record SiteCondition(State state, String reason, List<StatusReport.Detail> details) {
  /** A site that was silent for longer is Offline: it polls or reports at least once a minute. */
  static final Duration ONLINE_FOR = Duration.ofSeconds(90);

  /** A clock that is further off is told of; a report on a slow link can take half of this. */
  static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(2);

  /** What a person should know but what keeps no site from its work. */
  private static final Set<String> WARNINGS =
      Set.of("DISK_LOW", "CERTIFICATE_EXPIRES", "CLOCK_SKEW");

  /** The vendor's names. */
  enum State {
    ONLINE("Online"),
    OFFLINE("Offline"),
    SYNCING("Syncing"),
    UNHEALTHY("Unhealthy");

    private final String label;

    State(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** Copies the list. */
  SiteCondition {
    details = List.copyOf(details);
  }

  /**
   * Judges.
   *
   * @param heard when the site last spoke; null for never
   */
  static SiteCondition of(SiteEntry site, @Nullable Instant heard, Instant now) {
    Optional<StatusReport> report = Optional.ofNullable(site.reported()).map(each -> each.status());
    List<StatusReport.Detail> details =
        new ArrayList<>(report.map(StatusReport::details).orElse(List.of()));
    clockSkew(site).ifPresent(details::add);
    Optional<String> silence = silence(site, heard, now);
    if (silence.isPresent()) {
      return new SiteCondition(State.OFFLINE, silence.get(), details);
    }
    return talking(report, details);
  }

  private static SiteCondition talking(
      Optional<StatusReport> report, List<StatusReport.Detail> details) {
    Optional<StatusReport.Detail> worst =
        details.stream().filter(each -> !WARNINGS.contains(each.code())).findFirst();
    if (worst.isPresent()) {
      return new SiteCondition(
          State.UNHEALTHY, worst.get().code() + ": " + worst.get().description(), details);
    }
    return report.filter(each -> each.syncState().equals("Syncing")).isPresent()
        ? new SiteCondition(State.SYNCING, "content is on its way", details)
        : new SiteCondition(State.ONLINE, "it talks to its parent", details);
  }

  /** Also a last word out of the future is an old one: the hub's clock was set back since. */
  private static Optional<String> silence(SiteEntry site, @Nullable Instant heard, Instant now) {
    if (site.holder() == null) {
      return Optional.of("no instance is activated");
    }
    if (heard == null) {
      return Optional.of("nothing was heard of it yet");
    }
    boolean silent = Duration.between(heard, now).abs().compareTo(ONLINE_FOR) > 0;
    return silent ? Optional.of("nothing was heard of it since " + heard) : Optional.empty();
  }

  /** The same flag has the same id while the site's clock is off. */
  private static Optional<StatusReport.Detail> clockSkew(SiteEntry site) {
    SiteEntry.Reported reported = site.reported();
    StatusReport.Vitals vitals = reported == null ? null : reported.status().vitals();
    Long millis = vitals == null ? null : vitals.clockBehindMillis();
    if (reported == null || millis == null) {
      return Optional.empty();
    }
    Duration behind = Duration.ofMillis(millis);
    if (behind.abs().compareTo(CLOCK_TOLERANCE) <= 0) {
      return Optional.empty();
    }
    String words =
        "the site's clock is %s %s its parent's: set it, for certificates and expiring passwords are judged by it"
            .formatted(
                Duration.ofSeconds(behind.abs().toSeconds()),
                behind.isNegative() ? "ahead of" : "behind");
    byte[] name = ("CLOCK_SKEW " + site.name()).getBytes(StandardCharsets.UTF_8);
    String id = UUID.nameUUIDFromBytes(name).toString();
    return Optional.of(new StatusReport.Detail("Clock", "CLOCK_SKEW", words, reported.at(), id));
  }
}
