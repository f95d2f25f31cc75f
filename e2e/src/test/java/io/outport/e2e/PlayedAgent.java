package io.outport.e2e;

import io.outport.hubapi.agent.AgentClient;
import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.DesiredState;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.StatusItem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The agent of a cluster that is none: it says of everything that the hub wishes that it is done.
 * The hub tells it from a real one by nothing.
 */
final class PlayedAgent implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final AgentClient client;
  private final Thread thread;
  private volatile boolean ended;

  private PlayedAgent(AgentClient client) {
    this.client = client;
    this.thread = Thread.ofVirtual().unstarted(this::work);
  }

  /** Begins to speak with an agent's client that is enrolled. */
  static PlayedAgent start(AgentClient client) {
    client.report(
        new AgentReport(
            "0.1.0",
            "v1.34.4",
            "generic",
            "generic",
            List.of(new AgentReport.Node("node-1", "amd64", "containerd://2.1.4", true)),
            2));
    PlayedAgent agent = new PlayedAgent(client);
    agent.thread.start();
    return agent;
  }

  private void work() {
    long revision = 0;
    while (!ended) {
      try {
        Optional<DesiredState> next = client.desired(revision, WAIT);
        next.ifPresent(state -> state.extensions().forEach(this::obey));
        revision = next.map(DesiredState::revision).orElse(revision);
      } catch (AgentException failure) {
        if (!ended) {
          throw failure;
        }
      }
    }
  }

  private void obey(DesiredExtension wish) {
    DesiredExtension.Chart chart = wish.chart();
    client.report(
        wish.name(),
        new ExtensionReport(
            wish.generation(),
            wish.deleting() ? Extension.DELETING : Extension.SUCCEEDED,
            chart == null ? null : chart.version(),
            List.of(
                new StatusItem(
                    "Played", null, StatusItem.INFORMATION, "a test says that it runs", null)),
            null,
            1,
            wish.deleting()));
  }

  @Override
  public void close() {
    ended = true;
    client.close();
    thread.interrupt();
  }
}
