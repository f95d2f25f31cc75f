package io.outport.edge;

import io.outport.gateway.http.GatewayRoutes;
import io.outport.registry.auth.Accounts;
import io.outport.registry.content.Content;
import java.util.Optional;

/** A hub or a site of the simulation, as those below it meet it. */
interface SimNode {
  /** The name in its address. */
  String name();

  /** What it serves now; empty while its process is gone. */
  Optional<Serving> serving();

  /**
   * A process that serves.
   *
   * @param content as its clients may change it
   */
  record Serving(SimProcess process, GatewayRoutes gateway, Content content, Accounts accounts) {}
}
