package io.outport.hub.resource;

import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ConnectedRegistry.Activation;
import io.outport.hubapi.model.ConnectedRegistry.GarbageCollection;
import io.outport.hubapi.model.ConnectedRegistry.Logging;
import io.outport.hubapi.model.ConnectedRegistry.LoginServer;
import io.outport.hubapi.model.ConnectedRegistry.Outport;
import io.outport.hubapi.model.ConnectedRegistry.Parent;
import io.outport.hubapi.model.ConnectedRegistry.StatusDetail;
import io.outport.hubapi.model.ConnectedRegistry.SyncProperties;
import io.outport.hubapi.model.ConnectedRegistry.Tls;
import io.outport.hubapi.model.ResourceId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A site as the control API shows it. */
final class SiteViews {
  private static final Set<String> DISK_CODES = Set.of("DiskError", "DiskFull", "DISK_LOW");

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
    SiteCondition condition =
        SiteCondition.of(site, activity.last(site).orElse(null), clock.instant());
    Optional<StatusReport> report = Optional.ofNullable(site.reported()).map(each -> each.status());
    return new ConnectedRegistry.Properties(
        "Succeeded",
        desired.mode(),
        report.map(StatusReport::version).orElse(null),
        condition.state().label(),
        activity.last(site).orElse(null),
        new Activation(site.holder() == null ? "Inactive" : "Active"),
        new Parent(parentId(desired), sync(resources, desired, report)),
        desired.clientTokens().stream().map(this::tokenId).toList(),
        report
            .map(each -> new LoginServer(each.loginServer(), new Tls(each.tlsStatus(), null)))
            .orElse(null),
        new Logging(desired.logLevel(), desired.auditLogStatus()),
        condition.details().stream().map(each -> detail(each, report)).toList(),
        desired.notifications(),
        new GarbageCollection(desired.collectsGarbage(), desired.garbageSchedule()),
        SyncResults.of(site),
        outport(condition, report));
  }

  private static Outport outport(SiteCondition condition, Optional<StatusReport> report) {
    Optional<StatusReport.Vitals> vitals = report.map(StatusReport::vitals);
    return new Outport(
        condition.reason(),
        vitals.map(StatusReport.Vitals::diskFreeBytes).orElse(null),
        vitals.map(StatusReport.Vitals::diskTotalBytes).orElse(null),
        vitals.map(StatusReport.Vitals::certificateExpiry).orElse(null),
        vitals.map(StatusReport.Vitals::clockBehindMillis).orElse(null),
        vitals.map(StatusReport.Vitals::lastError).orElse(null),
        vitals.map(StatusReport.Vitals::lastErrorTime).orElse(null));
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

  private static StatusDetail detail(StatusReport.Detail each, Optional<StatusReport> report) {
    Optional<StatusReport.Vitals> disk =
        report.map(StatusReport::vitals).filter(it -> DISK_CODES.contains(each.code()));
    return new StatusDetail(
        each.type(),
        each.code(),
        each.description(),
        each.timestamp(),
        each.correlationId(),
        disk.map(StatusReport.Vitals::diskTotalBytes).map(SiteViews::gib).orElse(null),
        disk.map(StatusReport.Vitals::diskFreeBytes).map(SiteViews::gib).orElse(null));
  }

  /** In hundredths, as people read it. */
  private static double gib(long bytes) {
    return Math.round(bytes * 100.0 / (1L << 30)) / 100.0;
  }
}
