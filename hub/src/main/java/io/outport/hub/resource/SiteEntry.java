package io.outport.hub.resource;

import io.outport.hubapi.gateway.StatusReport;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connected registry as it is kept.
 *
 * @param revision of the configuration that the site is given
 * @param holder null while no instance holds the site
 * @param reported null before the first report
 */
public record SiteEntry(
    String name,
    Instant created,
    Desired desired,
    long revision,
    @Nullable Holder holder,
    @Nullable Reported reported) {

  /**
   * What people want of the site.
   *
   * @param syncToken the token's name
   * @param syncWindow ISO 8601, empty for none
   * @param clientTokens the tokens' names
   * @param parent the name of the connected registry above; empty below the hub itself
   * @param resyncAsked when a comparison of everything was last asked for; null for never
   */
  public record Desired(
      String mode,
      String syncToken,
      String schedule,
      String syncWindow,
      String messageTtl,
      List<String> clientTokens,
      String logLevel,
      String auditLogStatus,
      List<String> notifications,
      boolean collectsGarbage,
      String garbageSchedule,
      String parent,
      @Nullable Instant resyncAsked) {

    /** Copies the lists; what was kept before there were parents has none. */
    public Desired {
      parent = Objects.requireNonNullElse(parent, "");
      clientTokens = List.copyOf(clientTokens);
      notifications = List.copyOf(notifications);
    }

    Desired withClientTokens(List<String> changed) {
      return new Desired(
          mode,
          syncToken,
          schedule,
          syncWindow,
          messageTtl,
          changed,
          logLevel,
          auditLogStatus,
          notifications,
          collectsGarbage,
          garbageSchedule,
          parent,
          resyncAsked);
    }

    Desired withResyncAsked(@Nullable Instant asked) {
      return new Desired(
          mode,
          syncToken,
          schedule,
          syncWindow,
          messageTtl,
          clientTokens,
          logLevel,
          auditLogStatus,
          notifications,
          collectsGarbage,
          garbageSchedule,
          parent,
          asked);
    }
  }

  /** The instance that holds the site. */
  public record Holder(String instanceId, String version, Instant since) {}

  /** The site's last word about itself. */
  public record Reported(StatusReport status, Instant at) {}

  SiteEntry withDesired(Desired changed) {
    return new SiteEntry(name, created, changed, revision, holder, reported);
  }

  SiteEntry withRevision(long changed) {
    return new SiteEntry(name, created, desired, changed, holder, reported);
  }

  /** This site, held by another instance, or by none. */
  public SiteEntry withHolder(@Nullable Holder changed) {
    return new SiteEntry(name, created, desired, revision, changed, reported);
  }

  /** This site with another report. */
  public SiteEntry withReported(Reported changed) {
    return new SiteEntry(name, created, desired, revision, holder, changed);
  }
}
