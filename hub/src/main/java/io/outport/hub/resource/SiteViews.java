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

  ConnectedRegistry view(SiteEntry site) {
    ResourceId id = registry.child(ResourceId.CONNECTED_REGISTRIES, site.name());
    return new ConnectedRegistry(id.toString(), site.name(), id.type(), properties(site));
  }

  private ConnectedRegistry.Properties properties(SiteEntry site) {
    SiteEntry.Desired desired = site.desired();
    Optional<StatusReport> report = Optional.ofNullable(site.reported()).map(each -> each.status());
    return new ConnectedRegistry.Properties(
        "Succeeded",
        desired.mode(),
        report.map(StatusReport::version).orElse(null),
        connectionState(site, report),
        activity.last(site).orElse(null),
        new Activation(site.holder() == null ? "Inactive" : "Active"),
        new Parent(parentId(desired), sync(desired, report)),
        desired.clientTokens().stream().map(this::tokenId).toList(),
        report
            .map(each -> new LoginServer(each.loginServer(), new Tls(each.tlsStatus(), null)))
            .orElse(null),
        new Logging(desired.logLevel(), desired.auditLogStatus()),
        report.map(SiteViews::details).orElse(List.of()),
        desired.notifications(),
        new GarbageCollection(desired.collectsGarbage(), desired.garbageSchedule()),
        report.map(SiteViews::syncResult).orElse(null));
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

  private SyncProperties sync(SiteEntry.Desired desired, Optional<StatusReport> report) {
    return new SyncProperties(
        tokenId(desired.syncToken()),
        desired.schedule(),
        desired.syncWindow().isEmpty() ? null : desired.syncWindow(),
        desired.messageTtl(),
        report.map(StatusReport::lastSyncTime).orElse(null),
        gatewayEndpoint);
  }

  private @Nullable String parentId(SiteEntry.Desired desired) {
    return desired.parent().isEmpty()
        ? null
        : registry.child(ResourceId.CONNECTED_REGISTRIES, desired.parent()).toString();
  }

  private String tokenId(String name) {
    return registry.child(ResourceId.TOKENS, name).toString();
  }

  private static SyncResult syncResult(StatusReport report) {
    return new SyncResult(
        report.syncTrigger(),
        report.syncState(),
        null,
        report.lastSyncTime(),
        report.lastSyncTime());
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
