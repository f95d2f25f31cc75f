package io.outport.gateway.http;

import io.outport.gateway.ArtifactReports;
import io.outport.gateway.Bell;
import io.outport.gateway.MessageQueue;
import io.outport.gateway.Sites;
import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.ArtifactEvent;
import io.outport.hubapi.gateway.ArtifactEventBatch;
import io.outport.hubapi.gateway.ArtifactEventReceipt;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.GatewayException;
import io.outport.hubapi.gateway.MessageBatch;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.model.ControlJson;
import io.outport.oci.model.OciException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * The gateway's routes, below {@code /gateway/v1/sites/{name}/}; the protocol is described at
 * {@link io.outport.hubapi.gateway}.
 */
public final class GatewayRoutes implements Handler<HttpServerRequest> {
  /** Most messages in one answer; a site that is further behind asks again at once. */
  public static final int MAX_BATCH = 500;

  /** What every path of the gateway begins with. */
  public static final String PREFIX = "/gateway/";

  private static final List<String> ROOT = List.of("gateway", "v1", "sites");
  private static final int SEGMENTS = ROOT.size() + 2;
  private static final String BELOW = "descendants";
  private static final int SEGMENTS_BELOW = SEGMENTS + 2;

  private final Sites sites;
  private final MessageQueue messages;
  private final Bell bell;
  private final JsonExchange exchange;
  private final ArtifactReports reports;

  /** The bell is rung whenever a site's messages or configuration may have changed. */
  public GatewayRoutes(Sites sites, MessageQueue messages, Bell bell, JsonExchange exchange) {
    this(sites, messages, bell, exchange, GatewayRoutes::refuseEvents);
  }

  /** As above, and gives what sites tell of their content to the reports. */
  public GatewayRoutes(
      Sites sites,
      MessageQueue messages,
      Bell bell,
      JsonExchange exchange,
      ArtifactReports reports) {
    this.sites = sites;
    this.messages = messages;
    this.bell = bell;
    this.exchange = exchange;
    this.reports = reports;
  }

  /** Whether a request for this path belongs here. */
  public boolean handles(String path) {
    return path.startsWith(PREFIX);
  }

  @Override
  public void handle(HttpServerRequest request) {
    exchange.serve(request, this::answer);
  }

  /**
   * Answers one request; may wait, as a poll does.
   *
   * @throws JsonRefusal where the answer is an error
   */
  public JsonReply answer(JsonRequest request) {
    List<String> segments = request.segments();
    boolean below = segments.size() == SEGMENTS_BELOW && segments.get(SEGMENTS - 1).equals(BELOW);
    boolean known = below || segments.size() == SEGMENTS;
    if (!known || !segments.subList(0, ROOT.size()).equals(ROOT)) {
      throw new JsonRefusal(404, "NotFound", "the gateway has no such path");
    }
    String site = segments.get(ROOT.size());
    signIn(site, request);
    String instance = instance(request);
    if (below) {
      requireHeld(site, instance);
      return answerFor(site, segments.get(SEGMENTS), request);
    }
    return switch (request.method() + " " + segments.getLast()) {
      case "POST activation" -> activate(site, request);
      case "GET configuration" -> {
        requireHeld(site, instance);
        yield awaitConfiguration(site, instance, request);
      }
      case "GET messages" -> {
        requireHeld(site, instance);
        yield JsonReply.json(200, poll(site, instance, request));
      }
      case "POST events" -> {
        requireHeld(site, instance);
        yield JsonReply.json(200, takeEvents(site, instance, request));
      }
      case "PUT status" -> {
        requireHeld(site, instance);
        sites.report(site, read(request, StatusReport.class));
        yield JsonReply.empty(204);
      }
      default -> throw new JsonRefusal(404, "NotFound", "the gateway has no such call");
    };
  }

  /** What a site says for one below it, whose parent it is or whose parent has asked it to. */
  private JsonReply answerFor(String ancestor, String site, JsonRequest request) {
    if (!sites.isBelow(site, ancestor)) {
      throw new JsonRefusal(
          404,
          "UNKNOWN_SITE",
          "there is no connected registry '%s' below '%s'".formatted(site, ancestor));
    }
    return switch (request.method() + " " + request.segments().getLast()) {
      case "POST activation" -> {
        if (sites.activate(site, claim(request)) == Sites.Holding.UNDECIDED) {
          throw undecided(site);
        }
        yield JsonReply.json(200, configuration(ancestor));
      }
      case "POST events" -> {
        String instance = request.parameter("instance").orElse("");
        if (instance.isBlank()) {
          throw new JsonRefusal(400, "BadRequest", "parameter 'instance' is missing");
        }
        yield JsonReply.json(200, takeEvents(site, instance, request));
      }
      case "PUT status" -> {
        sites.report(site, read(request, StatusReport.class));
        yield JsonReply.empty(204);
      }
      default -> throw new JsonRefusal(404, "NotFound", "the gateway has no such call");
    };
  }

  private void signIn(String site, JsonRequest request) {
    Sites.SignIn outcome =
        request
            .basic()
            .map(given -> sites.signIn(site, given.user(), given.password()))
            .orElse(Sites.SignIn.REFUSED);
    switch (outcome) {
      case ACCEPTED -> {}
      case REFUSED ->
          throw new JsonRefusal(
              401, "UNAUTHORIZED", "the sync token's name or password is not accepted");
      case UNKNOWN_SITE ->
          throw new JsonRefusal(
              404, "UNKNOWN_SITE", "there is no connected registry '%s'".formatted(site));
      case ELSEWHERE ->
          throw new JsonRefusal(
              403,
              "OTHER_PARENT",
              "connected registry '%s' is below another and talks to that one alone"
                  .formatted(site));
    }
  }

  private JsonReply activate(String site, JsonRequest request) {
    requireMine(site, sites.activate(site, claim(request)));
    return JsonReply.json(200, configuration(site));
  }

  private static ActivationRequest claim(JsonRequest request) {
    ActivationRequest claim = read(request, ActivationRequest.class);
    if (claim.instanceId().isBlank()) {
      throw new JsonRefusal(400, "BadRequest", "instanceId is missing");
    }
    return claim;
  }

  private void requireHeld(String site, String instance) {
    requireMine(site, sites.holding(site, instance));
  }

  private static void requireMine(String site, Sites.Holding holding) {
    switch (holding) {
      case MINE -> {}
      case ANOTHERS ->
          throw new JsonRefusal(
              409,
              "ALREADY_ACTIVATED",
              ("connected registry '%s' is activated by another instance: deactivate it before"
                      + " this one can take its place")
                  .formatted(site));
      case FREE ->
          throw new JsonRefusal(
              409,
              "NOT_ACTIVATED",
              "connected registry '%s' is not activated: claim it first".formatted(site));
      case UNDECIDED -> throw undecided(site);
    }
  }

  private static JsonRefusal undecided(String site) {
    return new JsonRefusal(
        503,
        "HubOutOfReach",
        ("connected registry '%s' is not known to be this instance's, and the hub, which alone"
                + " can give it, is out of reach of its parent: try again when that link is back")
            .formatted(site));
  }

  private SiteConfiguration configuration(String site) {
    return sites
        .findConfiguration(site)
        .orElseThrow(
            () ->
                new JsonRefusal(
                    404, "UNKNOWN_SITE", "there is no connected registry '%s'".formatted(site)));
  }

  private ArtifactEventReceipt takeEvents(String site, String instance, JsonRequest request) {
    List<ArtifactEvent> events = read(request, ArtifactEventBatch.class).events();
    if (events.size() > ArtifactEventBatch.MAX_EVENTS) {
      throw new JsonRefusal(
          400,
          "BadRequest",
          "one call takes at most %d events".formatted(ArtifactEventBatch.MAX_EVENTS));
    }
    try {
      return new ArtifactEventReceipt(reports.report(site, instance, events));
    } catch (IllegalArgumentException | OciException e) {
      throw new JsonRefusal(400, "BadRequest", "the body holds what is no event", e);
    } catch (GatewayException e) {
      throw new JsonRefusal(
          503,
          "HubOutOfReach",
          "events of connected registry '%s' cannot go up now: %s".formatted(site, e.getMessage()),
          e);
    }
  }

  private static long refuseEvents(String site, String instance, List<ArtifactEvent> events) {
    throw new JsonRefusal(404, "NotFound", "this parent takes no events");
  }

  /** Answers with news as soon as there is some; looks once at least, also without waiting. */
  private MessageBatch poll(String site, String instance, JsonRequest request) {
    long after = request.number("after", 0);
    long revision = request.number("configuration", 0);
    long deadline = System.nanoTime() + wait(request).toNanos();
    while (true) {
      long noted = bell.strokes();
      // A site that was deactivated while it waited hears so at once.
      requireHeld(site, instance);
      MessageBatch batch = messages.read(site, after, MAX_BATCH);
      if (isNews(batch, revision)) {
        return batch;
      }
      // What concerned others only is passed over, batch by batch, before there is any waiting.
      boolean advanced = batch.lastSequence() > after;
      after = Math.max(after, batch.lastSequence());
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (!advanced && (left.isNegative() || !rung(noted, left))) {
        return batch;
      }
    }
  }

  /**
   * Answers with the configuration as soon as it is another than the one that is known, or that
   * there was no other; at once where none is said to be known, as older sites ask.
   */
  private JsonReply awaitConfiguration(String site, String instance, JsonRequest request) {
    long deadline = System.nanoTime() + wait(request).toNanos();
    while (true) {
      long noted = bell.strokes();
      // A site that was deactivated while it waited hears so at once.
      requireHeld(site, instance);
      if (request.parameter(GatewayClient.KNOWN).isEmpty()
          || request.number(GatewayClient.KNOWN, 0) != sites.configurationRevision(site)) {
        return JsonReply.json(200, configuration(site));
      }
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isNegative() || !rung(noted, left)) {
        return JsonReply.empty(204);
      }
    }
  }

  private boolean rung(long noted, Duration left) {
    try {
      return bell.await(noted, left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JsonRefusal(503, "ServerBusy", "the parent is stopping", e);
    }
  }

  private static boolean isNews(MessageBatch batch, long revision) {
    return batch.recoveryNeeded()
        || !batch.messages().isEmpty()
        || batch.configurationRevision() != revision;
  }

  private static Duration wait(JsonRequest request) {
    long seconds = Math.clamp(request.number("wait", 0), 0, GatewayClient.MAX_WAIT.toSeconds());
    return Duration.ofSeconds(seconds);
  }

  private static String instance(JsonRequest request) {
    return request.header(GatewayClient.INSTANCE_HEADER).orElse("");
  }

  private static <T> T read(JsonRequest request, Class<T> type) {
    try {
      return ControlJson.mapper().readValue(request.body(), type);
    } catch (JacksonException | NullPointerException e) {
      throw new JsonRefusal(400, "BadRequest", "the body is not what this call takes", e);
    }
  }
}
