package io.outport.edge;

import io.outport.gateway.http.JsonExchange;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hubapi.client.JsonAnswer;
import io.outport.hubapi.client.JsonCall;
import io.outport.hubapi.client.JsonTransport;
import io.outport.hubapi.client.LinkException;
import io.vertx.core.MultiMap;
import java.util.regex.Pattern;

/** Gateway calls over a simulated link: the JSON is the real one, and no poll is held. */
final class SimTransport implements JsonTransport {
  private static final Pattern WAIT = Pattern.compile("wait=\\d+");

  private final SimLink link;
  private final SimProcess caller;
  private final SimSecrets secrets;

  SimTransport(SimLink link, SimProcess caller, SimSecrets secrets) {
    this.link = link;
    this.caller = caller;
    this.secrets = secrets;
  }

  @Override
  public JsonAnswer send(JsonCall call) {
    try {
      return link.call(caller, serving -> answer(serving, call));
    } catch (SimLink.Lost e) {
      throw new LinkException(
          LinkException.Kind.UNREACHABLE, "%s: %s".formatted(call.uri(), e.getMessage()), e);
    }
  }

  @Override
  public JsonAnswer send(JsonCall call, byte[] body) {
    throw new UnsupportedOperationException("sites say all in JSON");
  }

  private JsonAnswer answer(SimNode.Serving serving, JsonCall call) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    call.headers().forEach((name, value) -> headers.add(name, value));
    String query = call.uri().getRawQuery();
    String target =
        call.uri().getRawPath()
            + (query == null ? "" : "?" + WAIT.matcher(query).replaceAll("wait=0"));
    secrets.requireNone(target);
    secrets.requireNone(call.body());
    JsonReply reply =
        JsonExchange.answer(
            call.method(),
            call.uri().getPath(),
            () ->
                serving
                    .gateway()
                    .answer(JsonRequest.of(call.method(), target, headers, call.body())));
    secrets.requireNone(reply.body());
    return new JsonAnswer(reply.status(), reply.body());
  }

  @Override
  public void close() {}
}
