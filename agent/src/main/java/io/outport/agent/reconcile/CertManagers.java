package io.outport.agent.reconcile;

import io.outport.agent.chart.FetchedChart;
import io.outport.agent.cluster.CertManagerFacts;
import io.outport.agent.health.Health;
import io.outport.agent.health.HealthJudge;
import io.outport.agent.health.Workloads;
import io.outport.agent.preflight.CertManagerRelease;
import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseMark;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.ReleaseOrder;
import io.outport.agent.release.ReleaseStatus;
import io.outport.agent.release.Releases;
import io.outport.agent.settings.CertificateSource;
import io.outport.agent.settings.SiteSettings;
import io.outport.hubapi.agent.DesiredExtension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cert-manager that an extension asks the agent to install: a release of its own, beside the
 * first extension that asked. Only what was made here is removed here.
 */
final class CertManagers {
  private static final String REPOSITORY = "charts/cert-manager";

  /** Parts whose images are called as they are. */
  private static final List<String> PARTS = List.of("webhook", "cainjector", "acmesolver");

  /** Where 'outport hub mirror' puts the images. */
  private static final String MIRROR = "/mirror/jetstack/cert-manager-";

  private final Instruments with;

  CertManagers(Instruments with) {
    this.with = with;
  }

  /** Installs it where it is asked for and not there; ready once it takes certificates. */
  Health ensure(String namespace, SiteSettings site) {
    if (!(site.certificate() instanceof CertificateSource.CertManaged manager)) {
      return new Health.Ready();
    }
    if (manager.install()) {
      ensureInstalled(CertManagerRelease.in(namespace));
    }
    CertManagerFacts facts = with.cluster().certManager();
    if (!facts.refusal().isEmpty()) {
      return new Health.Starting("cert-manager takes no certificates yet: " + facts.refusal());
    }
    return facts.ready().isEmpty() ? start(namespace) : new Health.Ready();
  }

  /** How the one that we installed comes up; what keeps it from that is told at once. */
  private Health start(String namespace) {
    return releases(namespace)
        .findFirst()
        .map(name -> HealthJudge.judge(with.workloads().look(name)))
        .filter(Health.Broken.class::isInstance)
        .orElseGet(() -> new Health.Starting("cert-manager was installed and is starting"));
  }

  private void ensureInstalled(ReleaseName name) {
    Optional<Release> there = findOurs(name);
    boolean unfinished = there.filter(CertManagers::neverWorked).isPresent();
    if (there.isPresent() ? unfinished : isToBeMade(with.cluster().certManager())) {
      begin(name, there);
    }
  }

  /**
   * Whether its first installation did not end, or its removal did not. A status of Helm's says
   * nothing else of what runs: an upgrade by hand that waited in vain is recorded as failed.
   */
  private static boolean neverWorked(Release release) {
    return switch (release.status()) {
      case DEPLOYED, SUPERSEDED -> false;
      case UNINSTALLING, UNINSTALLED -> true;
      case PENDING_INSTALL, PENDING_UPGRADE, PENDING_ROLLBACK, FAILED, UNKNOWN ->
          !release.deployedBefore();
    };
  }

  /**
   * Removed before it is made anew only where nobody uses it: older charts take all certificates of
   * the cluster along. Helm finishes a failed first installation also by an upgrade.
   */
  private void begin(ReleaseName name, Optional<Release> there) {
    boolean used = there.isPresent() && !with.certManagerTypes().uses().isEmpty();
    if (!used) {
      // Of the hub, which may be away: before anything is taken down.
      ReleaseOrder order = order(name);
      there.ifPresent(each -> with.releases().uninstall(name, Releases.Hooks.SKIP));
      with.certManagerTypes().moveTo(name.namespace());
      with.releases().install(order);
    } else if (there.filter(each -> each.status() == ReleaseStatus.FAILED).isPresent()) {
      with.releases().upgrade(order(name));
    }
  }

  /** None is there, or only the resource types of one of ours: Helm leaves these. */
  private static boolean isToBeMade(CertManagerFacts facts) {
    boolean ours = facts.ownedBy().equals(CertManagerRelease.NAME);
    return facts.ownedBy().isEmpty() || (ours && facts.controllers().isEmpty());
  }

  /**
   * Removes ours, wherever the extension was that asked for it first, and its resource types. Where
   * others use these all of it stays: with them their certificates would go.
   *
   * @return what of others keeps it; empty where nothing of ours is left
   */
  List<String> remove(String namespace) {
    List<ReleaseName> ours = releases(namespace).toList();
    boolean isThere =
        !ours.isEmpty() || with.cluster().certManager().ownedBy().equals(CertManagerRelease.NAME);
    List<String> uses = isThere ? with.certManagerTypes().uses() : List.of();
    if (uses.isEmpty()) {
      ours.forEach(name -> with.releases().uninstall(name, Releases.Hooks.SKIP));
      with.certManagerTypes().remove();
      // Also after a crash between these: what is left of a release is in no list of releases.
      Stream.concat(Stream.of(CertManagerRelease.in(namespace)), ours.stream())
          .distinct()
          .forEach(name -> with.workloads().sweep(name, new Workloads.Leftovers(false, true)));
    }
    return uses;
  }

  /** Where ours is installed; this namespace is looked at, whatever is said of controllers. */
  List<String> places(String namespace) {
    return releases(namespace).map(ReleaseName::namespace).toList();
  }

  private Stream<ReleaseName> releases(String namespace) {
    return Stream.concat(Stream.of(namespace), home())
        .distinct()
        .map(CertManagerRelease::in)
        .filter(name -> findOurs(name).isPresent());
  }

  private Optional<Release> findOurs(ReleaseName name) {
    return with.releases().find(name).filter(each -> !each.isForeign());
  }

  private Stream<String> home() {
    CertManagerFacts facts = with.cluster().certManager();
    return facts.ownedBy().equals(CertManagerRelease.NAME)
        ? facts.controllers().stream().map(each -> each.substring(0, each.indexOf('/')))
        : Stream.of();
  }

  private ReleaseOrder order(ReleaseName name) {
    DesiredExtension.Chart newest = with.charts().newest(REPOSITORY);
    FetchedChart chart = with.charts().fetch(newest);
    ReleaseMark mark = new ReleaseMark(0, newest.digest().replace("sha256:", ""));
    return new ReleaseOrder(name, chart.file(), values(with.charts().loginServer()), mark);
  }

  /**
   * Images from the hub, with the secret to pull them; readiness is looked at here, not by a job.
   */
  private static Map<String, Object> values(String loginServer) {
    Map<String, Object> values = new HashMap<>();
    values.put("installCRDs", true);
    values.put("global", Map.of("imagePullSecrets", List.of(Map.of("name", PullSecrets.NAME))));
    values.put("startupapicheck", Map.of("enabled", false));
    values.put("image", Map.of("repository", loginServer + MIRROR + "controller"));
    PARTS.forEach(
        part ->
            values.put(part, Map.of("image", Map.of("repository", loginServer + MIRROR + part))));
    return values;
  }
}
