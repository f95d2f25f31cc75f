package io.outport.bench;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A program that sends one request over and over on kept-alive connections, pinned to one core so
 * that it takes the same from every server.
 */
interface LoadClient {
  /** The core that clients run on; servers run on all. */
  String CORE = "1";

  /** Loads a server for that long, on so many connections. */
  Load run(Request request, URI uri, Map<String, String> headers, int connections, Duration time);
}
