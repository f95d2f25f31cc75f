package io.outport.hub.resource;

import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ResourceId;
import java.time.InstantSource;
import java.util.List;

/** Connected registries: the desired and reported state of each site (reference, 2 and 3). */
public final class SiteDesk implements ResourceDesk<ConnectedRegistry> {
  private static final String WHAT = "connected registry";

  private final ResourceStore store;
  private final ResourceId registry;
  private final SiteActivity activity;
  private final SiteViews views;
  private final InstantSource clock;

  /**
   * Works on this store.
   *
   * @param gatewayEndpoint host and port that sites reach the gateway at
   */
  public SiteDesk(
      ResourceStore store,
      ResourceId registry,
      String gatewayEndpoint,
      SiteActivity activity,
      InstantSource clock) {
    this.store = store;
    this.registry = registry;
    this.activity = activity;
    this.views = new SiteViews(registry, gatewayEndpoint, activity, clock);
    this.clock = clock;
  }

  @Override
  public List<ConnectedRegistry> list() {
    Resources now = store.current();
    return now.sites().values().stream().map(site -> views.view(now, site)).toList();
  }

  @Override
  public ConnectedRegistry get(String name) {
    Resources now = store.current();
    return views.view(now, require(now, name));
  }

  @Override
  public Written<ConnectedRegistry> put(String name, ConnectedRegistry wanted) {
    Names.site(name);
    boolean created = store.current().site(name).isEmpty();
    Resources after =
        store.change(
            resources -> {
              SiteEntry.Desired desired =
                  new SiteWishes(registry, resources, wanted.properties()).whole();
              SiteEntry fresh = new SiteEntry(name, clock.instant(), desired, 0, null, null);
              return resources
                  .site(name)
                  .map(old -> changed(resources, old, desired))
                  .orElseGet(() -> added(resources, fresh));
            });
    return new Written<>(views.view(after, require(after, name)), created);
  }

  @Override
  public ConnectedRegistry patch(String name, ConnectedRegistry partial) {
    Resources after =
        store.change(
            resources -> {
              SiteEntry old = require(resources, name);
              SiteEntry.Desired desired =
                  new SiteWishes(registry, resources, partial.properties()).over(old.desired());
              return changed(resources, old, desired);
            });
    return views.view(after, require(after, name));
  }

  @Override
  public boolean delete(String name) {
    boolean existed = store.current().site(name).isPresent();
    store.change(
        resources -> {
          SiteFamily.requireChildless(resources, name);
          return resources.withoutSite(name);
        });
    activity.forget(name);
    return existed;
  }

  /** Frees the activation, so that another instance can claim it; a repeat changes nothing. */
  public void deactivate(String name) {
    store.change(resources -> resources.with(require(resources, name).withHolder(null)));
  }

  /**
   * Has the site compare everything with its parent, at its next look or as soon as it is back.
   *
   * @throws ResourceProblem {@code ConnectedRegistryNotActivated} while no instance holds the site
   */
  public ConnectedRegistry resync(String name) {
    Resources after =
        store.change(
            resources -> {
              SiteEntry site = require(resources, name);
              if (site.holder() == null) {
                throw ResourceProblem.conflict(
                    "ConnectedRegistryNotActivated",
                    "connected registry '%s' is held by no instance, so there is nothing to resync"
                        .formatted(site.name()));
              }
              return resources.with(
                  site.withDesired(site.desired().withResyncAsked(clock.instant())));
            });
    return views.view(after, require(after, name));
  }

  private static SiteEntry require(Resources resources, String name) {
    return resources.site(name).orElseThrow(() -> ResourceProblem.notFound(WHAT, name));
  }

  private static Resources added(Resources resources, SiteEntry site) {
    Names.requireRoom(WHAT, resources.sites().size());
    SiteFamily.requireFitting(resources, site.name(), site.desired());
    requireFreeSyncToken(resources, site);
    return resources.with(site);
  }

  private static Resources changed(Resources resources, SiteEntry old, SiteEntry.Desired wanted) {
    SiteEntry.Desired desired = wanted.withResyncAsked(old.desired().resyncAsked());
    SiteFamily.requireFitting(resources, old.name(), desired);
    requireSameParent(old, desired);
    requireSame("mode", old.name(), old.desired().mode(), desired.mode());
    requireSame("sync token", old.name(), old.desired().syncToken(), desired.syncToken());
    requireSame("parent", old.name(), old.desired().parent(), desired.parent());
    return desired.equals(old.desired()) ? resources : resources.with(old.withDesired(desired));
  }

  /** Names are unique in the whole tree, so this is a move, or a name that is taken elsewhere. */
  private static void requireSameParent(SiteEntry old, SiteEntry.Desired desired) {
    if (!old.desired().parent().equalsIgnoreCase(desired.parent())) {
      throw ResourceProblem.conflict(
          "PropertyChangeNotAllowed",
          ("there is a connected registry '%s' below %s already, and it cannot be moved: choose"
                  + " another name, or delete it and make it anew")
              .formatted(
                  old.name(),
                  old.desired().parent().isEmpty()
                      ? "the hub itself"
                      : "'%s'".formatted(old.desired().parent())));
    }
  }

  private static void requireSame(String what, String site, String old, String wanted) {
    if (!old.equalsIgnoreCase(wanted)) {
      throw ResourceProblem.conflict(
          "PropertyChangeNotAllowed",
          ("the %s of connected registry '%s' is '%s' and cannot be changed: delete it and make it"
                  + " anew")
              .formatted(what, site, old));
    }
  }

  /** One token for two sites would let each read what is the other's. */
  private static void requireFreeSyncToken(Resources resources, SiteEntry site) {
    String token = site.desired().syncToken();
    resources.sites().values().stream()
        .filter(other -> other.desired().syncToken().equalsIgnoreCase(token))
        .findFirst()
        .ifPresent(
            other -> {
              throw ResourceProblem.conflict(
                  "TokenInUse",
                  "token '%s' is the sync token of connected registry '%s': use another"
                      .formatted(token, other.name()));
            });
  }
}
