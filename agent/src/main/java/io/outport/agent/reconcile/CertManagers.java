package io.outport.agent.reconcile;

import io.outport.agent.chart.FetchedChart;
import io.outport.agent.cluster.ClusterException;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cert-manager that an extension asks the agent to install: a release of its own, beside the
 * first extension that asked. Only what was made here is removed here.
 */
final class CertManagers {
  private static final String REPOSITORY = "charts/cert-manager";

  /** Both spellings of its chart's history, and our pull secret. */
  private static final Map<String, Object> VALUES =
      Map.of(
          "installCRDs",
          true,
          "global",
          Map.of("imagePullSecrets", List.of(Map.of("name", PullSecrets.NAME))));

  private final Instruments with;

  CertManagers(Instruments with) {
    this.with = with;
  }

  /** Installs it where it is asked for and not there. */
  void ensure(String namespace, SiteSettings site) {
    boolean asked =
        site.certificate() instanceof CertificateSource.CertManager manager && manager.install();
    if (!asked) {
      return;
    }
    ReleaseName name = CertManagerRelease.in(namespace);
    Optional<Release> there = with.releases().find(name);
    boolean works = there.filter(each -> each.status() == ReleaseStatus.DEPLOYED).isPresent();
    if (!works && (there.isPresent() || with.cluster().certManager().ownedBy().isEmpty())) {
      if (there.isPresent()) {
        with.releases().uninstall(name, Releases.Hooks.SKIP);
      }
      install(name);
    }
    if (with.cluster().certManager().ready().isEmpty()) {
      throw new ClusterException("cert-manager was installed and is starting", null);
    }
  }

  /** Removes it where it was installed beside this extension. */
  void remove(String namespace) {
    ReleaseName name = CertManagerRelease.in(namespace);
    if (with.releases().find(name).isPresent()) {
      with.releases().uninstall(name, Releases.Hooks.SKIP);
    }
  }

  private void install(ReleaseName name) {
    DesiredExtension.Chart newest = with.charts().newest(REPOSITORY);
    FetchedChart chart = with.charts().fetch(newest);
    ReleaseMark mark = new ReleaseMark(0, newest.digest().replace("sha256:", ""));
    with.releases().install(new ReleaseOrder(name, chart.file(), VALUES, mark));
  }
}
