package io.outport.agent;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.chart.OciCharts;
import io.outport.agent.cluster.ClusterNature;
import io.outport.agent.cluster.ClusterView;
import io.outport.agent.cluster.Holds;
import io.outport.agent.cluster.NodeFacts;
import io.outport.agent.diagnostics.Diagnostics;
import io.outport.agent.helm.HelmReleases;
import io.outport.agent.kubernetes.KubernetesCertManagerTypes;
import io.outport.agent.kubernetes.KubernetesClusterView;
import io.outport.agent.kubernetes.KubernetesHolds;
import io.outport.agent.kubernetes.KubernetesNodeImages;
import io.outport.agent.kubernetes.KubernetesPullSecrets;
import io.outport.agent.kubernetes.KubernetesWorkloads;
import io.outport.agent.kubernetes.SecretMemories;
import io.outport.agent.kubernetes.SecretState;
import io.outport.agent.link.AgentLoops;
import io.outport.agent.link.EnrolmentFolder;
import io.outport.agent.link.HubLink;
import io.outport.agent.link.Pace;
import io.outport.agent.reconcile.ExtensionReconciler;
import io.outport.agent.reconcile.Instruments;
import io.outport.hubapi.agent.AgentReport;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** Puts an agent together. */
final class AgentParts {
  /** As programs end that found a fault in themselves (sysexits.h). */
  private static final int HUNG = 70;

  private final AgentServer.Settings settings;
  private final KubernetesClient client;
  private final Path work;
  private final ClusterView cluster;
  private final Holds holds;

  AgentParts(AgentServer.Settings settings, KubernetesClient client, Path work) {
    this.settings = settings;
    this.client = client;
    this.work = work;
    this.cluster = new KubernetesClusterView(client);
    this.holds = new KubernetesHolds(client, settings.namespace());
  }

  AgentLoops loops(InstantSource clock, SecureRandom random) {
    HubLink link =
        new HubLink(
            new EnrolmentFolder(settings.enrolment()),
            new SecretState(client, settings.namespace()),
            clock,
            random,
            settings.proxy());
    KubernetesPullSecrets pullSecrets =
        new KubernetesPullSecrets(client, link, settings.namespace(), clock);
    Instruments instruments =
        new Instruments(
            new HelmReleases(client, settings.kubeconfig(), work),
            new KubernetesWorkloads(client, clock),
            cluster,
            new OciCharts(link, settings.cache().resolve("charts"), settings.proxy()),
            new KubernetesCertManagerTypes(client),
            new SecretMemories(client, settings.namespace()),
            pullSecrets,
            new KubernetesNodeImages(client, clock),
            holds,
            clock);
    AgentLoops.Hands hands =
        new AgentLoops.Hands(
            new ExtensionReconciler(instruments)::reconcile,
            this::report,
            pullSecrets::renew,
            new Diagnostics(client, settings.namespace(), settings.version(), clock)::collect,
            // Not by way of hooks, which would wait for what hangs; each step can be taken up.
            () -> Runtime.getRuntime().halt(HUNG));
    return new AgentLoops(link, hands, Pace.DEFAULT, clock, random);
  }

  private AgentReport report() {
    List<NodeFacts> nodes = cluster.nodes();
    String version = cluster.version();
    String distribution = ClusterNature.distribution(version, nodes);
    return new AgentReport(
        settings.version(),
        version,
        distribution,
        ClusterNature.infrastructure(distribution),
        nodes.stream()
            .limit(AgentReport.MAX_NODES)
            .map(
                node ->
                    new AgentReport.Node(
                        node.name(), node.architecture(), node.runtime(), node.ready()))
            .toList(),
        nodes.stream().mapToInt(NodeFacts::cores).sum(),
        holds.hold().orElse(null));
  }
}
