package io.outport.hubapi.gateway;

import io.outport.hubapi.client.JsonAnswer;
import io.outport.hubapi.client.JsonCall;
import io.outport.hubapi.client.JsonCaller;
import io.outport.hubapi.client.JsonTransport;
import io.outport.hubapi.client.LinkException;
import io.outport.hubapi.model.ArmError;
import io.outport.hubapi.model.ControlJson;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The site's side of the gateway protocol that this package describes. Each method is one call
 * without repeats; every failure is a {@link GatewayException}. Safe for use by many threads.
 */
public final class GatewayClient implements AutoCloseable {
  /** Name of the header that carries the running instance's id. */
  public static final String INSTANCE_HEADER = "Outport-Instance";

  /** Name of the parameter that says which configuration is in use. */
  public static final String KNOWN = "known";

  /** Longest wait that a parent grants to a call that it holds. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(60);

  private static final int NO_CONTENT = 204;

  private final SiteLink link;
  private final JsonTransport transport;

  /** Trusts the parent's certificate as the context does. */
  public GatewayClient(SiteLink link, SSLContext trust) {
    this(link, JsonCaller.create(trust));
  }

  /** Speaks by this transport, which is closed with it. */
  public GatewayClient(SiteLink link, JsonTransport transport) {
    this.link = link;
    this.transport = transport;
  }

  /** Claims the site; the claim of the instance that holds it already is granted again. */
  public SiteConfiguration activate(ActivationRequest request) {
    JsonCall call =
        call("POST", "activation").json(ControlJson.mapper().writeValueAsString(request));
    return read(send(call), SiteConfiguration.class);
  }

  /** Reads the configuration as it is now. */
  public SiteConfiguration configuration() {
    return read(send(call("GET", "configuration")), SiteConfiguration.class);
  }

  /**
   * Waits for another configuration than the one in use, at most this long ({@link #MAX_WAIT} at
   * most). A parent that is older than this call answers at once, with the one that it has.
   *
   * @param known the revision of the configuration in use
   * @return empty when there was no other
   */
  public Optional<SiteConfiguration> awaitConfiguration(long known, Duration wait) {
    Duration asked = shorter(wait);
    String query = "configuration?%s=%d&wait=%d".formatted(KNOWN, known, asked.toSeconds());
    JsonAnswer answer = send(call("GET", query).within(JsonCall.DEFAULT_TIMEOUT.plus(asked)));
    return answer.status() == NO_CONTENT
        ? Optional.empty()
        : Optional.of(read(answer, SiteConfiguration.class));
  }

  /**
   * Waits for news, at most this long ({@link #MAX_WAIT} at most); answers at once where there is
   * some.
   *
   * @param after the last sequence looked at; 0 when there is none yet
   * @param configurationRevision of the configuration in use; another one at the parent is news
   */
  public MessageBatch poll(long after, long configurationRevision, Duration wait) {
    Duration asked = shorter(wait);
    String query =
        "messages?after=%d&configuration=%d&wait=%d"
            .formatted(after, configurationRevision, asked.toSeconds());
    JsonCall call = call("GET", query).within(JsonCall.DEFAULT_TIMEOUT.plus(asked));
    return read(send(call), MessageBatch.class);
  }

  private static Duration shorter(Duration wait) {
    return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
  }

  /** Says how the site is. */
  public void report(StatusReport status) {
    send(call("PUT", "status").json(ControlJson.mapper().writeValueAsString(status)));
  }

  /**
   * Claims a site below this one for the instance that asked here.
   *
   * @return this site's own configuration, which says who holds the site below now
   */
  public SiteConfiguration activateBelow(String site, ActivationRequest request) {
    JsonCall call =
        call("POST", below(site, "activation"))
            .json(ControlJson.mapper().writeValueAsString(request));
    return read(send(call), SiteConfiguration.class);
  }

  /** Says how a site below this one is. */
  public void reportBelow(String site, StatusReport status) {
    send(call("PUT", below(site, "status")).json(ControlJson.mapper().writeValueAsString(status)));
  }

  /**
   * Tells of changes of the site's content, so that the parent can tell others.
   *
   * @return the sequence of the newest event that the parent has taken
   */
  public long reportEvents(ArtifactEventBatch batch) {
    JsonCall call = call("POST", "events").json(ControlJson.mapper().writeValueAsString(batch));
    return read(send(call), ArtifactEventReceipt.class).lastSequence();
  }

  /** Tells of changes at a site below this one, in the name of the instance that holds it. */
  public long reportEventsBelow(String site, String instance, ArtifactEventBatch batch) {
    String rest = "events?instance=" + URLEncoder.encode(instance, StandardCharsets.UTF_8);
    JsonCall call =
        call("POST", below(site, rest)).json(ControlJson.mapper().writeValueAsString(batch));
    return read(send(call), ArtifactEventReceipt.class).lastSequence();
  }

  /** Ends calls that are under way. */
  @Override
  public void close() {
    transport.close();
  }

  private static String below(String site, String rest) {
    return "descendants/%s/%s".formatted(site, rest);
  }

  private JsonCall call(String method, String rest) {
    String credentials = link.tokenName() + ":" + link.tokenPassword();
    String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    URI uri = link.parent().resolve("/gateway/v1/sites/%s/%s".formatted(link.siteName(), rest));
    return JsonCall.of(method, uri)
        .header("Authorization", "Basic " + basic)
        .header(INSTANCE_HEADER, link.instanceId());
  }

  private JsonAnswer send(JsonCall call) {
    try {
      JsonAnswer answer = transport.send(call);
      if (!answer.isSuccess()) {
        throw refused(answer);
      }
      return answer;
    } catch (LinkException failure) {
      throw new GatewayException(kind(failure), String.valueOf(failure.getMessage()), failure);
    }
  }

  private <T> T read(JsonAnswer answer, Class<T> type) {
    return answer
        .find(type)
        .orElseThrow(
            () ->
                new GatewayException(
                    GatewayException.Kind.PROTOCOL,
                    "%s answered, but not as a hub does: check that the address is a hub's"
                        .formatted(link.parent()),
                    null));
  }

  private GatewayException refused(JsonAnswer answer) {
    String code = answer.findError().map(ArmError.Detail::code).orElse("");
    return switch (code) {
      case "ALREADY_ACTIVATED" ->
          refusal(GatewayException.Kind.ALREADY_ACTIVATED, alreadyActivated());
      case "NOT_ACTIVATED" -> refusal(GatewayException.Kind.NOT_ACTIVATED, notActivated());
      case "UNKNOWN_SITE" -> refusal(GatewayException.Kind.UNKNOWN_SITE, unknownSite());
      case "OTHER_PARENT" -> refusal(GatewayException.Kind.OTHER_PARENT, otherParent());
      case "UNAUTHORIZED" -> refusal(GatewayException.Kind.UNAUTHORIZED, unauthorized());
      default -> unexpected(answer);
    };
  }

  private String alreadyActivated() {
    return ("ALREADY_ACTIVATED: connected registry '%s' at %s is held by another instance; run"
            + " 'outport connected-registry deactivate -r HUB -n %s' first")
        .formatted(link.siteName(), link.parent(), link.siteName());
  }

  private String notActivated() {
    return "NOT_ACTIVATED: no instance holds connected registry '%s' at %s; claim it again"
        .formatted(link.siteName(), link.parent());
  }

  private String unknownSite() {
    return ("UNKNOWN_SITE: %s has no connected registry '%s' for sync token '%s'; see 'outport"
            + " connected-registry list', or print the connection string again")
        .formatted(link.parent(), link.siteName(), link.tokenName());
  }

  private String otherParent() {
    return ("OTHER_PARENT: connected registry '%s' is below another one and does not talk to %s:"
            + " put the address of that one, and its CA, into the connection string")
        .formatted(link.siteName(), link.parent());
  }

  private String unauthorized() {
    return ("UNAUTHORIZED: %s refuses sync token '%s': its password is wrong or expired, or it is"
            + " disabled; print new settings with 'outport connected-registry get-settings -n %s"
            + " --generate-password 1'")
        .formatted(link.parent(), link.tokenName(), link.siteName());
  }

  private GatewayException unexpected(JsonAnswer answer) {
    boolean passes = answer.status() >= 500 || answer.status() == 429;
    String words = answer.findError().map(ArmError.Detail::message).orElse("no reason given");
    return refusal(
        passes ? GatewayException.Kind.UNAVAILABLE : GatewayException.Kind.PROTOCOL,
        "%s answered %d: %s".formatted(link.parent(), answer.status(), words));
  }

  private static GatewayException refusal(GatewayException.Kind kind, String message) {
    return new GatewayException(kind, message, null);
  }

  private static GatewayException.Kind kind(LinkException failure) {
    return switch (failure.kind()) {
      case UNREACHABLE -> GatewayException.Kind.UNREACHABLE;
      case UNTRUSTED -> GatewayException.Kind.UNTRUSTED;
      case PROTOCOL -> GatewayException.Kind.PROTOCOL;
    };
  }
}
