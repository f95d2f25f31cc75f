package io.outport.hub;

import io.outport.gateway.http.GatewayRoutes;
import io.outport.hub.http.AgentRoutes;
import io.outport.hub.http.ArmRoutes;
import io.outport.registry.http.RegistryRoutes;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/** Gives each request to the door that it is for. */
record HubRoutes(
    RegistryRoutes registry, GatewayRoutes gateway, AgentRoutes agents, ArmRoutes control)
    implements Handler<HttpServerRequest> {

  @Override
  public void handle(HttpServerRequest request) {
    String path = request.path() == null ? "" : request.path();
    if (registry.handles(path)) {
      registry.handle(request);
    } else if (gateway.handles(path)) {
      gateway.handle(request);
    } else if (agents.handles(path)) {
      agents.handle(request);
    } else {
      control.handle(request);
    }
  }
}
