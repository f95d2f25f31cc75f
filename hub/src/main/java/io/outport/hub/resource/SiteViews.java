package io.outport.hub.resource;

import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ConnectedRegistry.Activation;
import io.outport.hubapi.model.ConnectedRegistry.GarbageCollection;
import io.outport.hubapi.model.ConnectedRegistry.Logging;
import io.outport.hubapi.model.ConnectedRegistry.LoginServer;
import io.outport.hubapi.model.ConnectedRegistry.Parent;
import io.outport.hubapi.model.ConnectedRegistry.StatusDetail;
import io.outport.hubapi.model.ConnectedRegistry.SyncProperties;
import io.outport.hubapi.model.ConnectedRegistry.SyncResult;
import io.outport.hubapi.model.ConnectedRegistry.Tls;
import io.outport.hubapi.model.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A site as the control API shows it. */
final class SiteViews {
  /** A site that was silent for longer is Offline: it polls or reports at least once a minute. */
  static final Duration ONLINE_FOR = Duration.ofSeconds(90);

  private final ResourceId registry;
  private final String gatewayEndpoint;
  private final SiteActivity activity;
  private final InstantSource clock;

  SiteViews(
      ResourceId registry, String gatewayEndpoint, SiteActivity activity, InstantSource clock) {
    this.registry = registry;
    this.gatewayEndpoint = gatewayEndpoint;
    this.activity = activity;
    this.clock = clock;
  }

  ConnectedRegistry view(Resources resources, SiteEntry site) {
    ResourceId id = registry.child(ResourceId.CONNECTED_REGISTRIES, site.name());
    return new ConnectedRegistry(
        id.toString(), site.name(), id.type(), properties(resources, site));
  }

  private ConnectedRegistry.Properties properties(Resources resources, SiteEntry site) {
    SiteEntry.Desired desired = site.desired();
    Optional<StatusReport> report = Optional.ofNullable(site.reported()).map(each -> each.status());
    return new ConnectedRegistry.Properties(
        "Succeeded",
        desired.mode(),
        report.map(StatusReport::version).orElse(null),
        connectionState(site, report),
        activity.last(site).orElse(null),
        new Activation(site.holder() == null ? "Inactive" : "Active"),
        new Parent(parentId(desired), sync(resources, desired, report)),
        desired.clientTokens().stream().map(this::tokenId).toList(),
        report
            .map(each -> new LoginServer(each.loginServer(), new Tls(each.tlsStatus(), null)))
            .orElse(null),
        new Logging(desired.logLevel(), desired.auditLogStatus()),
        report.map(SiteViews::details).orElse(List.of()),
        desired.notifications(),
        new GarbageCollection(desired.collectsGarbage(), desired.garbageSchedule()),
        syncResult(site).orElse(null));
  }

  private String connectionState(SiteEntry site, Optional<StatusReport> report) {
    Instant silentSince = activity.last(site).orElse(Instant.MIN);
    if (site.holder() == null || silentSince.isBefore(clock.instant().minus(ONLINE_FOR))) {
      return "Offline";
    }
    if (report.filter(each -> !each.details().isEmpty()).isPresent()) {
      return "Unhealthy";
    }
    return report.filter(each -> each.syncState().equals("Syncing")).isPresent()
        ? "Syncing"
        : "Online";
  }

  private @Nullable String parentId(SiteEntry.Desired desired) {
    return desired.parent().isEmpty()
        ? null
        : registry.child(ResourceId.CONNECTED_REGISTRIES, desired.parent()).toString();
  }

  private SyncProperties sync(
      Resources resources, SiteEntry.Desired desired, Optional<StatusReport> report) {
    return new SyncProperties(
        tokenId(desired.syncToken()),
        desired.schedule(),
        desired.syncWindow().isEmpty() ? null : desired.syncWindow(),
        desired.messageTtl(),
        report.map(StatusReport::lastSyncTime).orElse(null),
        gatewayEndpoint(resources, desired),
        SiteWishes.SYNC_TOKEN);
  }

  /** Another site's gateway is where that one serves, once it has said so. */
  private @Nullable String gatewayEndpoint(Resources resources, SiteEntry.Desired desired) {
    if (desired.parent().isEmpty()) {
      return gatewayEndpoint;
    }
    return resources
        .site(desired.parent())
        .flatMap(parent -> Optional.ofNullable(parent.reported()))
        .map(reported -> reported.status().loginServer())
        .orElse(null);
  }

  private String tokenId(String name) {
    return registry.child(ResourceId.TOKENS, name).toString();
  }

  /** A comparison that was asked for is pending until the site speaks of it. */
  private static Optional<SyncResult> syncResult(SiteEntry site) {
    Optional<SiteEntry.Reported> reported = Optional.ofNullable(site.reported());
    Optional<Instant> synced = reported.map(each -> each.status().lastSyncTime());
    Instant asked = site.desired().resyncAsked();
    if (asked != null && reported.map(SiteEntry.Reported::at).filter(asked::isBefore).isEmpty()) {
      return Optional.of(
          new SyncResult(
              "ManualResync", "Pending", null, synced.orElse(null), synced.orElse(null)));
    }
    return reported
        .map(SiteEntry.Reported::status)
        .map(
            report ->
                new SyncResult(
                    report.syncTrigger(),
                    report.syncState(),
                    null,
                    report.lastSyncTime(),
                    report.lastSyncTime()));
  }

  private static List<StatusDetail> details(StatusReport report) {
    return report.details().stream()
        .map(
            each ->
                new StatusDetail(
                    each.type(),
                    each.code(),
                    each.description(),
                    each.timestamp(),
                    each.correlationId()))
        .toList();
  }
}
