package io.outport.agent.reconcile;

import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseException;
import io.outport.agent.release.ReleaseMark;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.ReleaseOrder;
import io.outport.agent.release.ReleaseStatus;
import io.outport.agent.release.Releases;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Helm in memory: what it made is what is there. */
final class PlayedHelm implements Releases {
  final Map<ReleaseName, Release> releases = new HashMap<>();
  private final Map<ReleaseName, ReleaseOrder> orders = new HashMap<>();
  private final PlayedCertManager certManager;
  private final InstantSource clock;

  /** The volumes of releases, and which of them outlive these. */
  final Set<ReleaseName> volumes = new HashSet<>();

  private final Set<ReleaseName> kept = new HashSet<>();

  /** Removals of releases so far, {@code name hooks}. */
  final List<String> uninstalls = new ArrayList<>();

  /** A chart's hooks, which run before anything is removed, cannot be run. */
  boolean hooksFail;

  /** The records of releases can be written. */
  boolean canKeep = true;

  /** Somebody makes a release of the same name between the look for one and Helm's work. */
  boolean takenMeanwhile;

  /** A release's last change was cut off. */
  boolean cutOff;

  /** Why it does not do what it is told; empty where it does. */
  String says = "";

  /** How often it said that. */
  int tries;

  PlayedHelm(PlayedCertManager certManager, InstantSource clock) {
    this.certManager = certManager;
    this.clock = clock;
  }

  ReleaseOrder orderOf(ReleaseName name) {
    return Optional.ofNullable(orders.get(name)).orElseThrow();
  }

  /** What was ordered last of a release that is there. */
  Optional<ReleaseOrder> findOrder(ReleaseName name) {
    return Optional.ofNullable(orders.get(name)).filter(order -> releases.containsKey(name));
  }

  @Override
  public Optional<Release> find(ReleaseName name) {
    return Optional.ofNullable(releases.get(name)).map(each -> cutOff ? pending(each) : each);
  }

  private static Release pending(Release release) {
    return new Release(
        release.name(),
        ReleaseStatus.PENDING_UPGRADE,
        release.revision() + 1,
        release.mark(),
        release.chartVersion(),
        "",
        0,
        true,
        release.changed());
  }

  @Override
  public void install(ReleaseOrder order) {
    if (takenMeanwhile && !order.name().name().equals(PlayedCertManager.RELEASE)) {
      foreign(order.name(), ReleaseStatus.DEPLOYED);
      throw new ReleaseException("cannot re-use a name that is still in use", null);
    }
    make(order);
  }

  /** Has a release there that somebody else made. */
  Release foreign(ReleaseName name, ReleaseStatus status) {
    Release release =
        new Release(name, status, 1, null, "9.9.9", "theirs", 0, true, clock.instant());
    releases.put(name, release);
    return release;
  }

  @Override
  public void upgrade(ReleaseOrder order) {
    make(order);
  }

  private void make(ReleaseOrder order) {
    if (!says.isEmpty()) {
      tries++;
      releases.compute(order.name(), (name, before) -> failed(order, before));
      throw new ReleaseException(says, null);
    }
    Release before = releases.get(order.name());
    int revision = before == null ? 1 : before.revision() + 1;
    orders.put(order.name(), order);
    volumes.add(order.name());
    if (order.name().name().equals(PlayedCertManager.RELEASE)) {
      certManager.claimTypes(order.name());
    }
    releases.put(
        order.name(),
        new Release(
            order.name(),
            ReleaseStatus.DEPLOYED,
            revision,
            order.mark(),
            order.chart().toString(),
            "",
            0,
            before != null,
            clock.instant()));
  }

  private Release failed(ReleaseOrder order, @Nullable Release before) {
    return new Release(
        order.name(),
        ReleaseStatus.FAILED,
        before == null ? 1 : before.revision() + 1,
        order.mark(),
        order.chart().toString(),
        says,
        before == null ? 1 : before.failures() + 1,
        before != null,
        clock.instant());
  }

  /** As an agent leaves it that is killed in Helm's work. */
  void leave(ReleaseName name, ReleaseStatus status) {
    leave(name, status, false);
  }

  /** As somebody's change by hand leaves it, of what was deployed before. */
  void leaveChanged(ReleaseName name, ReleaseStatus status) {
    leave(name, status, true);
  }

  private void leave(ReleaseName name, ReleaseStatus status, boolean before) {
    releases.computeIfPresent(
        name,
        (same, each) ->
            new Release(
                same, status, 1, each.mark(), each.chartVersion(), "", 0, before, each.changed()));
  }

  @Override
  public void forgetPending(ReleaseName name) {
    cutOff = false;
  }

  @Override
  public void keepVolumes(ReleaseName name) {
    if (!canKeep) {
      throw new ReleaseException("its record cannot be written", null);
    }
    kept.add(name);
  }

  @Override
  public void uninstall(ReleaseName name, Hooks hooks) {
    uninstalls.add(name.name() + " " + hooks);
    if (hooksFail && hooks == Hooks.RUN) {
      leave(name, ReleaseStatus.UNINSTALLING);
      throw new ReleaseException("pre-delete hooks failed", null);
    }
    if (releases.remove(name) != null && !kept.remove(name)) {
      volumes.remove(name);
    }
  }

  /** As an agent leaves it that is killed between Helm's work and its record of that. */
  void makeAgainAs(String name, GoodRelease good) {
    Release release =
        releases.values().stream()
            .filter(each -> each.name().name().equals(name))
            .findFirst()
            .orElseThrow();
    releases.put(
        release.name(),
        new Release(
            release.name(),
            release.status(),
            release.revision(),
            new ReleaseMark(good.generation(), good.fingerprint()),
            release.chartVersion(),
            "",
            0,
            true,
            release.changed()));
  }
}
