package io.outport.edge;

import io.outport.gateway.Sites;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.Descendant;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.StatusReport;
import io.outport.registry.content.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sites below this one. The hub is the truth, asked hop by hop; this site remembers the last
 * answer in its own configuration, and serves by that while the link is down. Only a first
 * activation cannot do without the hub: so two instances never get one place.
 */
final class RelayedSites implements Sites {
  private static final Logger LOG = LoggerFactory.getLogger(RelayedSites.class);

  /** How often strangers can make this site ask its parent who they are. */
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);

  private final SiteState state;
  private final GatewayClient gateway;
  private final LinkState link;
  private final ReportRelay reports;
  private final InstantSource clock;
  private final AtomicLong lastLookMillis = new AtomicLong();

  RelayedSites(
      SiteState state,
      GatewayClient gateway,
      LinkState link,
      ReportRelay reports,
      InstantSource clock) {
    this.state = state;
    this.gateway = gateway;
    this.link = link;
    this.reports = reports;
    this.clock = clock;
  }

  @Override
  public SignIn signIn(String site, String tokenName, String password) {
    SignIn known = judge(site, tokenName, password);
    boolean stranger = known == SignIn.REFUSED || known == SignIn.UNKNOWN_SITE;
    // It may be new, or have a new password, since this site last heard of its configuration.
    return stranger && lookedAgain() ? judge(site, tokenName, password) : known;
  }

  private SignIn judge(String site, String tokenName, String password) {
    if (state.syncTokens().authenticate(tokenName, password).isEmpty()) {
      return SignIn.REFUSED;
    }
    Descendants below = state.descendants();
    Optional<Descendant> own =
        below.find(site).filter(each -> each.syncToken().name().equalsIgnoreCase(tokenName));
    if (own.isEmpty()) {
      return SignIn.UNKNOWN_SITE;
    }
    return below.isChild(own.get()) ? SignIn.ACCEPTED : SignIn.ELSEWHERE;
  }

  private boolean lookedAgain() {
    long last = lastLookMillis.get();
    long now = clock.millis();
    // A clock that was set back must not end the looking.
    boolean due = link.isLinked() && Math.abs(now - last) >= LOOK_INTERVAL.toMillis();
    if (!due || !lastLookMillis.compareAndSet(last, now)) {
      return false;
    }
    try {
      state.refresh(gateway::configuration);
      return true;
    } catch (GatewayException | StoreException e) {
      LOG.atDebug().setMessage("configuration not read for a stranger").setCause(e).log();
      return false;
    }
  }

  @Override
  public Holding activate(String site, ActivationRequest request) {
    Holding known = holding(site, request.instanceId());
    if (known == Holding.MINE || state.descendants().find(site).isEmpty()) {
      return known;
    }
    try {
      state.refresh(() -> gateway.activateBelow(site, request));
      return holding(site, request.instanceId());
    } catch (GatewayException e) {
      LOG.atInfo()
          .setMessage("claim of a site below not decided")
          .addKeyValue("connectedRegistry", site)
          .addKeyValue("reason", e.getMessage())
          .log();
      return e.kind() == GatewayException.Kind.UNKNOWN_SITE ? Holding.FREE : Holding.UNDECIDED;
    }
  }

  @Override
  public Holding holding(String site, String instanceId) {
    String holder = state.descendants().find(site).map(Descendant::holder).orElse(null);
    if (holder == null) {
      return Holding.FREE;
    }
    return holder.equals(instanceId) ? Holding.MINE : Holding.ANOTHERS;
  }

  @Override
  public Optional<SiteConfiguration> findConfiguration(String site) {
    return state.descendants().configurationOf(site);
  }

  @Override
  public long configurationRevision(String site) {
    return state.descendants().find(site).map(each -> each.configuration().revision()).orElse(0L);
  }

  @Override
  public boolean isBelow(String site, String ancestor) {
    return state.descendants().isBelow(site, ancestor);
  }

  /** Kept in memory until it went up: after a restart each site reports anew by itself. */
  @Override
  public void report(String site, StatusReport report) {
    if (state.descendants().find(site).isPresent()) {
      reports.add(site, report.heardAt(clock.instant()));
    }
  }
}
