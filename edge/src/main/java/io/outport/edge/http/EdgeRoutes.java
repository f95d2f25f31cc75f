package io.outport.edge.http;

import io.outport.gateway.http.GatewayRoutes;
import io.outport.registry.http.RegistryRoutes;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Gives each request to the door that it is for: the gateway of the sites below, or the registry.
 */
public record EdgeRoutes(RegistryRoutes registry, Handler<HttpServerRequest> gateway)
    implements Handler<HttpServerRequest> {

  @Override
  public void handle(HttpServerRequest request) {
    String path = request.path() == null ? "" : request.path();
    if (path.startsWith(GatewayRoutes.PREFIX)) {
      gateway.handle(request);
    } else {
      registry.handle(request);
    }
  }
}
