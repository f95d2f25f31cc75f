package io.outport.bench;

import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A server under measurement, running as a process of its own. Closing it removes all of it. */
sealed interface Contender extends AutoCloseable
    permits OutportHub, OutportSite, Distribution, NginxStatic {

  /** What the tables call it. */
  String name();

  /** Which version it says that it is. */
  String version();

  /** How it was set, in words. */
  String settings();

  URI base();

  ServerProcess process();

  /** A fresh bearer token for this scope; empty where the server asks for none. */
  Optional<String> token(String scope) throws IOException;

  /** Gives it an image to serve. */
  void hold(String repository, String tag, Image image) throws IOException;

  @Override
  void close() throws IOException;

  default ProcessFigures figures() {
    return new ProcessFigures(process().handle());
  }

  default URI uri(String path) {
    return base().resolve(path);
  }

  /** Who asks, and nothing else. */
  default Map<String, String> authorization(String scope) throws IOException {
    return token(scope).map(token -> Map.of("Authorization", "Bearer " + token)).orElseGet(Map::of);
  }

  /** Headers for a server that cannot give tokens yet, because it is only starting. */
  default Map<String, String> firstHeaders(Request request) {
    return request.headers();
  }

  /** All headers that a request is sent with. */
  default Map<String, String> headers(Request request) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(request.headers());
    all.putAll(authorization(request.scope()));
    return all;
  }
}
