package io.outport.hub.http;

import io.outport.gateway.http.JsonExchange;
import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hub.extension.AgentDesk;
import io.outport.hub.extension.ClusterEntry;
import io.outport.hubapi.agent.AgentClient;
import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.agent.ArchiveUpload;
import io.outport.hubapi.agent.DesiredState;
import io.outport.hubapi.agent.EnrolRequest;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.agent.KeyRotation;
import io.outport.hubapi.model.ControlJson;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Where clusters' agents call: {@code /agent/v1/}, see {@link io.outport.hubapi.agent}. */
public final class AgentRoutes implements Handler<HttpServerRequest> {
  /** What every path of it begins with. */
  public static final String PREFIX = "/agent/";

  private static final String BEARER = "bearer ";
  private static final List<String> ROOT = List.of("agent", "v1");

  private final AgentDesk desk;
  private final JsonExchange exchange;

  /** Asks this desk. */
  public AgentRoutes(AgentDesk desk, JsonExchange exchange) {
    this.desk = desk;
    this.exchange = exchange;
  }

  /** Whether a request for this path belongs here. */
  public boolean handles(String path) {
    return path.startsWith(PREFIX);
  }

  @Override
  public void handle(HttpServerRequest request) {
    exchange.serve(request, this::answer);
  }

  private JsonReply answer(JsonRequest request) {
    List<String> path = request.segments();
    if (path.size() < 3 || !path.subList(0, 2).equals(ROOT)) {
      throw unknownPath();
    }
    if (path.size() == 3 && path.get(2).equals("enroll")) {
      requireMethod(request, "POST");
      return enrol(read(request, EnrolRequest.class));
    }
    ClusterEntry cluster = signIn(request);
    return path.size() == 3
        ? answer(request, cluster, path.get(2))
        : answerNamed(request, cluster, path.subList(2, path.size()));
  }

  private JsonReply answer(JsonRequest request, ClusterEntry cluster, String what) {
    return switch (request.method() + " " + what) {
      case "GET desired" -> desired(request, cluster);
      case "GET credentials" ->
          JsonReply.json(200, desk.credentials(cluster)).with("Cache-Control", "no-store");
      case "PUT status" -> {
        desk.report(cluster, read(request, AgentReport.class));
        yield JsonReply.empty(204);
      }
      case "POST key" -> {
        if (!desk.rotate(cluster, read(request, KeyRotation.class).publicKey())) {
          throw badRequest("publicKey is no P-256 key in PEM", null);
        }
        yield JsonReply.empty(204);
      }
      default -> throw unknownPath();
    };
  }

  private JsonReply answerNamed(JsonRequest request, ClusterEntry cluster, List<String> rest) {
    requireMethod(request, "PUT");
    if (rest.size() == 3 && rest.getFirst().equals("extensions") && rest.get(2).equals("report")) {
      if (!desk.report(cluster, rest.get(1), read(request, ExtensionReport.class))) {
        throw new JsonRefusal(
            404, "UNKNOWN_EXTENSION", "there is no such extension on this cluster");
      }
      return JsonReply.empty(204);
    }
    if (rest.size() == 2 && rest.getFirst().equals("diagnostics")) {
      if (!desk.deliver(cluster, rest.get(1), archive(request))) {
        throw new JsonRefusal(404, "UNKNOWN_REQUEST", "nobody waits for this archive");
      }
      return JsonReply.empty(204);
    }
    throw unknownPath();
  }

  private static String archive(JsonRequest request) {
    String base64 = read(request, ArchiveUpload.class).base64();
    try {
      if (Base64.getDecoder().decode(base64).length <= ArchiveUpload.MAX_BYTES) {
        return base64;
      }
    } catch (IllegalArgumentException e) {
      throw badRequest("the archive is not Base64", e);
    }
    throw badRequest(
        "the archive is larger than %d bytes".formatted(ArchiveUpload.MAX_BYTES), null);
  }

  private JsonReply enrol(EnrolRequest request) {
    return switch (desk.enrol(request)) {
      case AgentDesk.Enrolment.Accepted(var answer) -> JsonReply.json(200, answer);
      case AgentDesk.Enrolment.UnknownCluster() -> throw unknownCluster();
      case AgentDesk.Enrolment.Refused(var words) ->
          throw new JsonRefusal(
              403,
              "ENROLMENT_REFUSED",
              words + ": make another with 'outport cluster connect' and apply what it prints");
    };
  }

  private ClusterEntry signIn(JsonRequest request) {
    String header = request.header("Authorization").orElse("");
    String token =
        header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? header.substring(BEARER.length()).strip()
            : "";
    return switch (desk.signIn(token)) {
      case AgentDesk.SignIn.Accepted(var cluster) -> cluster;
      case AgentDesk.SignIn.UnknownCluster() -> throw unknownCluster();
      case AgentDesk.SignIn.Refused(var words) -> throw new JsonRefusal(401, "UNAUTHORIZED", words);
    };
  }

  private JsonReply desired(JsonRequest request, ClusterEntry cluster) {
    try {
      Optional<DesiredState> news =
          desk.await(cluster, request.number("revision", 0), wait(request));
      return news.map(state -> JsonReply.json(200, state).with("Cache-Control", "no-store"))
          .orElseGet(() -> JsonReply.empty(204));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JsonRefusal(503, "ServerBusy", "the hub is stopping", e);
    }
  }

  private static Duration wait(JsonRequest request) {
    try {
      Duration asked = Duration.parse(request.parameter("wait").orElse("PT0S"));
      Duration most = AgentClient.MAX_WAIT;
      return asked.isNegative() ? Duration.ZERO : asked.compareTo(most) > 0 ? most : asked;
    } catch (DateTimeException e) {
      throw badRequest("query parameter 'wait' must be a duration such as PT50S", e);
    }
  }

  private static <T> T read(JsonRequest request, Class<T> type) {
    try {
      return Objects.requireNonNull(ControlJson.mapper().readValue(request.body(), type));
    } catch (JacksonException | NullPointerException e) {
      throw badRequest("the body is not what this call takes", e);
    }
  }

  private static JsonRefusal badRequest(String words, @Nullable Throwable cause) {
    return new JsonRefusal(400, "BadRequest", words, cause);
  }

  private static JsonRefusal unknownCluster() {
    return new JsonRefusal(
        404,
        "UNKNOWN_CLUSTER",
        "there is no such cluster at this hub: connect it with 'outport cluster connect'");
  }

  private static void requireMethod(JsonRequest request, String method) {
    if (!request.method().equals(method)) {
      throw unknownPath();
    }
  }

  private static JsonRefusal unknownPath() {
    return new JsonRefusal(404, "NotFound", "agents have no such call");
  }
}
