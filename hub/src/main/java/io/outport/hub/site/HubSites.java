package io.outport.hub.site;

import io.outport.gateway.Sites;
import io.outport.hub.resource.Lineage;
import io.outport.hub.resource.ResourceStore;
import io.outport.hub.resource.Resources;
import io.outport.hub.resource.SiteActivity;
import io.outport.hub.resource.SiteConfigurations;
import io.outport.hub.resource.SiteEntry;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.StatusReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hub's connected registries, as the gateway sees them. */
public final class HubSites implements Sites {
  private static final Logger log = LoggerFactory.getLogger(HubSites.class);

  private final ResourceStore store;
  private final SiteActivity activity;
  private final InstantSource clock;

  /** Works on this store. */
  public HubSites(ResourceStore store, SiteActivity activity, InstantSource clock) {
    this.store = store;
    this.activity = activity;
    this.clock = clock;
  }

  @Override
  public SignIn signIn(String site, String tokenName, String password) {
    Resources now = store.current();
    boolean good =
        now.token(tokenName).filter(each -> each.accepts(password, clock.instant())).isPresent();
    if (!good) {
      return SignIn.REFUSED;
    }
    Optional<SiteEntry> own =
        now.site(site).filter(each -> each.desired().syncToken().equalsIgnoreCase(tokenName));
    if (own.isEmpty()) {
      return SignIn.UNKNOWN_SITE;
    }
    return own.get().desired().parent().isEmpty() ? SignIn.ACCEPTED : SignIn.ELSEWHERE;
  }

  @Override
  public Holding activate(String site, ActivationRequest request) {
    Resources before = store.current();
    Resources after =
        store.change(
            resources ->
                resources
                    .site(site)
                    .filter(each -> mayHold(each, request.instanceId()))
                    .map(each -> resources.with(held(each, request)))
                    .orElse(resources));
    Holding holding = holding(after, site, request.instanceId());
    if (holding == Holding.MINE && holding(before, site, request.instanceId()) == Holding.FREE) {
      log.atInfo()
          .setMessage("activated a connected registry")
          .addKeyValue("connectedRegistry", site)
          .addKeyValue("version", request.version())
          .log();
    }
    return holding;
  }

  @Override
  public Holding holding(String site, String instanceId) {
    return holding(store.current(), site, instanceId);
  }

  @Override
  public Optional<SiteConfiguration> findConfiguration(String site) {
    Resources now = store.current();
    return now.site(site).map(each -> SiteConfigurations.of(now, each));
  }

  @Override
  public long configurationRevision(String site) {
    return store.current().site(site).map(SiteEntry::revision).orElse(0L);
  }

  @Override
  public boolean isBelow(String site, String ancestor) {
    Resources now = store.current();
    return now.site(site).filter(each -> Lineage.isBelow(now, each, ancestor)).isPresent();
  }

  @Override
  public void report(String site, StatusReport report) {
    // One below another is heard of by its reports alone.
    store.current().site(site).ifPresent(activity::heard);
    Instant now = clock.instant();
    var reported = new SiteEntry.Reported(report.heardAt(now), now);
    store.change(
        resources ->
            resources
                .site(site)
                .map(each -> each.withReported(reported))
                .map(resources::with)
                .orElse(resources));
  }

  private Holding holding(Resources resources, String name, String instanceId) {
    Optional<SiteEntry> site = resources.site(name);
    Optional<SiteEntry.Holder> holder = site.flatMap(each -> Optional.ofNullable(each.holder()));
    if (holder.isEmpty()) {
      return Holding.FREE;
    }
    if (!holder.get().instanceId().equals(instanceId)) {
      return Holding.ANOTHERS;
    }
    site.ifPresent(activity::heard);
    return Holding.MINE;
  }

  private static boolean mayHold(SiteEntry site, String instanceId) {
    return site.holder() == null || site.holder().instanceId().equals(instanceId);
  }

  /** A repeat of the same claim changes nothing. */
  private SiteEntry held(SiteEntry site, ActivationRequest request) {
    SiteEntry.Holder holder = site.holder();
    boolean same = holder != null && holder.version().equals(request.version());
    return same
        ? site
        : site.withHolder(
            new SiteEntry.Holder(request.instanceId(), request.version(), clock.instant()));
  }
}
