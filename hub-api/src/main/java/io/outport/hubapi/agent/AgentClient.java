package io.outport.hubapi.agent;

import io.outport.hubapi.client.JsonAnswer;
import io.outport.hubapi.client.JsonCall;
import io.outport.hubapi.client.JsonCaller;
import io.outport.hubapi.client.JsonTransport;
import io.outport.hubapi.client.LinkException;
import io.outport.hubapi.model.ArmError;
import io.outport.hubapi.model.ControlJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The agent's side of the protocol that this package describes. Each method is one call without
 * repeats; every failure is an {@link AgentException}. Safe for use by many threads.
 */
public final class AgentClient implements AutoCloseable {
  /** Longest wait that a hub grants to a poll. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(60);

  private static final Duration UPLOAD_TIME = Duration.ofMinutes(5);
  private static final int NO_CONTENT = 204;

  private final AgentLink link;
  private final AgentTokens tokens;
  private final JsonTransport transport;

  /** Trusts the hub's certificate as the context does. */
  public AgentClient(AgentLink link, AgentTokens tokens, SSLContext trust) {
    this(link, tokens, JsonCaller.create(trust));
  }

  /** Speaks by this transport, which is closed with it. */
  public AgentClient(AgentLink link, AgentTokens tokens, JsonTransport transport) {
    this.link = link;
    this.tokens = tokens;
    this.transport = transport;
  }

  /** Makes the agent's key known; a repeat with the same secret and key answers the same. */
  public EnrolAnswer enrol(String secret) {
    EnrolRequest request = new EnrolRequest(link.clusterId(), secret, link.key().publicPem());
    return read(send(call("POST", "enroll").json(json(request))), EnrolAnswer.class);
  }

  /** Announces the next key; both hold until the first call that the next one signs. */
  public void rotate(AgentKey next) {
    send(signed("POST", "key").json(json(new KeyRotation(next.publicPem()))));
  }

  /**
   * Waits for another desired state than the one with this revision, at most this long ({@link
   * #MAX_WAIT} at most).
   *
   * @param revision of the last one; 0 when there is none yet
   * @return empty where it is still the same
   */
  public Optional<DesiredState> desired(long revision, Duration wait) {
    Duration asked = wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    JsonCall call =
        signed("GET", "desired?revision=%d&wait=%s".formatted(revision, asked))
            .within(JsonCall.DEFAULT_TIMEOUT.plus(asked));
    JsonAnswer answer = send(call);
    return answer.status() == NO_CONTENT
        ? Optional.empty()
        : Optional.of(read(answer, DesiredState.class));
  }

  /** Says how an extension is; {@code UNKNOWN_EXTENSION} where the hub has forgotten it. */
  public void report(String extension, ExtensionReport report) {
    String path = "extensions/%s/report".formatted(segment(extension));
    send(signed("PUT", path).json(json(report)));
  }

  /** Says how the cluster is. */
  public void report(AgentReport report) {
    send(signed("PUT", "status").json(json(report)));
  }

  /** What to pull charts and images with; a new one each time. */
  public AgentCredentials credentials() {
    return read(send(signed("GET", "credentials")), AgentCredentials.class);
  }

  /**
   * Hands in an archive that somebody waits for.
   *
   * @param archive tar.gz, {@link ArchiveUpload#MAX_BYTES} at most
   */
  public void diagnostics(String id, byte[] archive) {
    String base64 = Base64.getEncoder().encodeToString(archive);
    JsonCall call = signed("PUT", "diagnostics/" + segment(id)).within(UPLOAD_TIME);
    send(call.json(json(new ArchiveUpload(base64))));
  }

  /** Ends calls that are under way. */
  @Override
  public void close() {
    transport.close();
  }

  private JsonCall call(String method, String rest) {
    return JsonCall.of(method, link.hub().resolve("/agent/v1/" + rest));
  }

  private JsonCall signed(String method, String rest) {
    String token = tokens.issue(link.clusterId(), link.key());
    return call(method, rest).header("Authorization", "Bearer " + token);
  }

  private static String json(Object value) {
    return ControlJson.mapper().writeValueAsString(value);
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonAnswer send(JsonCall call) {
    try {
      JsonAnswer answer = transport.send(call);
      if (!answer.isSuccess()) {
        throw refused(answer);
      }
      return answer;
    } catch (LinkException failure) {
      throw new AgentException(kind(failure), String.valueOf(failure.getMessage()), failure);
    }
  }

  private <T> T read(JsonAnswer answer, Class<T> type) {
    return answer
        .find(type)
        .orElseThrow(
            () ->
                new AgentException(
                    AgentException.Kind.PROTOCOL,
                    "%s answered, but not as a hub does: check that the address is a hub's"
                        .formatted(link.hub()),
                    null));
  }

  private AgentException refused(JsonAnswer answer) {
    String code = answer.findError().map(ArmError.Detail::code).orElse("");
    String words = answer.findError().map(ArmError.Detail::message).orElse("no reason given");
    boolean passes = answer.status() >= 500 || answer.status() == 429;
    AgentException.Kind kind =
        switch (code) {
          case "UNAUTHORIZED" -> AgentException.Kind.UNAUTHORIZED;
          case "ENROLMENT_REFUSED" -> AgentException.Kind.ENROLMENT_REFUSED;
          case "UNKNOWN_CLUSTER" -> AgentException.Kind.UNKNOWN_CLUSTER;
          case "UNKNOWN_EXTENSION" -> AgentException.Kind.UNKNOWN_EXTENSION;
          case "BadRequest", "UNKNOWN_REQUEST" -> AgentException.Kind.REFUSED;
          default -> passes ? AgentException.Kind.UNAVAILABLE : AgentException.Kind.PROTOCOL;
        };
    String message = "%s answered %d: %s".formatted(link.hub(), answer.status(), words);
    return new AgentException(kind, message, null);
  }

  private static AgentException.Kind kind(LinkException failure) {
    return switch (failure.kind()) {
      case UNREACHABLE -> AgentException.Kind.UNREACHABLE;
      case UNTRUSTED -> AgentException.Kind.UNTRUSTED;
      case PROTOCOL -> AgentException.Kind.PROTOCOL;
    };
  }
}
