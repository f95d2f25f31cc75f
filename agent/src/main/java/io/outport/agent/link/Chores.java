package io.outport.agent.link;

import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.AgentReport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done each minute: the cluster's report, nodes' pull secrets, and the key's renewal. */
final class Chores implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

  private final HubLink link;
  private final Supplier<AgentReport> cluster;
  private final Runnable pullSecrets;
  private final Pace pace;
  private final Rest rest;

  Chores(HubLink link, Supplier<AgentReport> cluster, Runnable pullSecrets, Pace pace, Rest rest) {
    this.link = link;
    this.cluster = cluster;
    this.pullSecrets = pullSecrets;
    this.pace = pace;
    this.rest = rest;
  }

  @Override
  public void run() {
    while (!rest.isOver()) {
      attempt("report the cluster", () -> link.client().report(cluster.get()));
      attempt("renew pull secrets", pullSecrets);
      attempt("renew the agent's key", () -> link.renewKey(pace.keyAge()));
      rest.take(pace.status());
    }
  }

  /** Each is tried again in a minute, whatever becomes of the others. */
  private void attempt(String what, Runnable chore) {
    try {
      chore.run();
    } catch (AgentException failure) {
      // The poll complains of the link.
      LOG.atDebug()
          .addKeyValue("chore", what)
          .addKeyValue("reason", failure.getMessage())
          .log("put off");
    } catch (RuntimeException failure) {
      if (!rest.isOver()) {
        LOG.atWarn().addKeyValue("chore", what).setCause(failure).log("could not do a chore");
      }
    }
  }
}
