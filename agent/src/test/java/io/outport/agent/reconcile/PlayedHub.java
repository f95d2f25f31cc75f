package io.outport.agent.reconcile;

import io.outport.agent.chart.ChartException;
import io.outport.agent.chart.Charts;
import io.outport.agent.chart.FetchedChart;
import io.outport.agent.preflight.ImageFacts;
import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.DesiredExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** A hub in memory, and the secrets that it gives to pull from it. */
final class PlayedHub implements Charts, PullSecrets {
  /** The namespaces that have one. */
  final Set<String> pullSecrets = new TreeSet<>();

  /** Nobody has published cert-manager there, or somebody took it away. */
  boolean lacksCertManager;

  /** It does not answer. */
  boolean away;

  /** The agent's disk has no room for a chart. */
  boolean full;

  /** It knows the cluster's key no more. */
  boolean refuses;

  @Override
  public FetchedChart fetch(DesiredExtension.Chart chart) {
    if (full) {
      throw new UncheckedIOException(
          "cannot write /cache/charts/1.tgz", new IOException("No space left on device"));
    }
    if (chart.version().equals("not-cached")) {
      ask();
    }
    return new FetchedChart(
        Path.of(chart.version()), chart.version(), "outport/connected-registry@sha256:1");
  }

  @Override
  public ImageFacts look(String image) {
    ask();
    return new ImageFacts(image, Set.of("amd64"), "");
  }

  @Override
  public DesiredExtension.Chart newest(String repository) {
    ask();
    if (lacksCertManager) {
      throw new ChartException("the hub has no chart " + repository, false, null);
    }
    return new DesiredExtension.Chart(repository, "1.0.0", "sha256:2");
  }

  @Override
  public String loginServer() {
    return "hub.example:8443";
  }

  private void ask() {
    if (away) {
      throw new AgentException(AgentException.Kind.UNREACHABLE, "nothing listens at the hub", null);
    }
    if (refuses) {
      throw new AgentException(AgentException.Kind.UNAUTHORIZED, "the key is not known", null);
    }
  }

  @Override
  public void ensure(String namespace) {
    ask();
    pullSecrets.add(namespace);
  }

  @Override
  public void renew() {}

  @Override
  public void remove(String namespace) {
    pullSecrets.remove(namespace);
  }
}
