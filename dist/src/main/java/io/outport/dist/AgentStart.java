package io.outport.dist;

import io.outport.agent.AgentServer;
import io.outport.hubapi.client.ProxyVariables;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Starts the agent; apart from its command because not every installation has the agent. */
final class AgentStart {
  private AgentStart() {}

  static void serve(Path enrolment, String namespace, @Nullable Path kubeconfig, Path cache) {
    Serving.untilAskedToEnd(
        AgentServer.start(
            new AgentServer.Settings(
                enrolment,
                namespace,
                kubeconfig,
                cache,
                Version.read(),
                ProxyVariables.read(System.getenv()))));
  }
}
