package io.outport.e2e;

import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A receiver of webhooks that fails nine calls of ten until it is mended, and keeps what it took.
 */
final class FickleReceiver implements AutoCloseable {
  static final int ONE_OF = 10;

  private final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private final Queue<JsonNode> taken = new ConcurrentLinkedQueue<>();
  private final RawHttpServer server;

  private FickleReceiver() throws IOException {
    this.server = RawHttpServer.start(this::answer);
  }

  /** Starts one on a free loopback port. */
  static FickleReceiver start() throws IOException {
    return new FickleReceiver();
  }

  URI uri() {
    return server.uri();
  }

  /** How often it was called, whatever it answered. */
  int calls() {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The events that it said yes to, in their order. */
  List<JsonNode> taken() {
    return List.copyOf(taken);
  }

  private RawReply answer(RawHttpServer.Request request) {
    JsonNode event =
        JsonMapper.shared().readTree(new String(request.body(), StandardCharsets.UTF_8));
    if (calls.merge(event.path("id").asString(), 1, Integer::sum) % ONE_OF != 0) {
      return RawReply.status(503);
    }
    taken.add(event);
    return RawReply.status(200);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
