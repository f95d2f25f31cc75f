package io.outport.hubapi.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.outport.hubapi.model.ArmError;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.ResourceList;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;

/** Sends signed-in calls to one hub and turns its refusals into words and exit codes. */
final class ArmCalls {
  private static final String API_VERSION = "2025-11-01";

  /** Most pages of one list that are read. */
  private static final int MAX_PAGES = 1_000;

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;

  private final HubContext context;
  private final JsonCaller caller;
  private final SignIn signIn;

  ArmCalls(HubContext context, JsonCaller caller, SignIn signIn) {
    this.context = context;
    this.caller = caller;
    this.signIn = signIn;
  }

  /** One segment of a path. */
  static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonAnswer send(String method, String path) {
    return send(method, path, "");
  }

  JsonAnswer send(String method, String path, String body) {
    JsonAnswer answer = exchange(method, path, body, Map.of());
    if (!answer.isSuccess()) {
      throw refused(answer);
    }
    return answer;
  }

  /** The answer to a change of this state; empty where it is another by now. */
  Optional<JsonAnswer> sendIfMatch(String method, String path, String body, String entityTag) {
    return sendIf(
        method, path, body, entityTag.isEmpty() ? Map.of() : Map.of("If-Match", entityTag));
  }

  /** The answer to the making of a resource; empty where there is one by now. */
  Optional<JsonAnswer> sendIfNone(String method, String path, String body) {
    return sendIf(method, path, body, Map.of("If-None-Match", "*"));
  }

  private Optional<JsonAnswer> sendIf(
      String method, String path, String body, Map<String, String> conditions) {
    JsonAnswer answer = exchange(method, path, body, conditions);
    if (answer.status() == PRECONDITION_FAILED) {
      return Optional.empty();
    }
    if (!answer.isSuccess()) {
      throw refused(answer);
    }
    return Optional.of(answer);
  }

  /** The answer to a GET, or empty where there is no such resource. */
  Optional<JsonAnswer> find(String path) {
    JsonAnswer answer = exchange("GET", path, "", Map.of());
    if (answer.status() == NOT_FOUND) {
      return Optional.empty();
    }
    if (!answer.isSuccess()) {
      throw refused(answer);
    }
    return Optional.of(answer);
  }

  <T> T read(JsonAnswer answer, Class<T> type) {
    return answer.find(type).orElseThrow(this::noHub);
  }

  /** One page of a list of these. */
  <T> ResourceList<T> readPage(JsonAnswer answer, Class<T> element) {
    JavaType page =
        ControlJson.mapper().getTypeFactory().constructParametricType(ResourceList.class, element);
    try {
      return ControlJson.mapper().readValue(answer.body(), page);
    } catch (JacksonException failure) {
      throw noHub();
    }
  }

  /** All of a list of these, page by page. */
  <T> List<T> readAll(String path, Class<T> element) {
    List<T> all = new ArrayList<>();
    @Nullable String next = path;
    for (int pages = 0; next != null && pages < MAX_PAGES; pages++) {
      ResourceList<T> some = readPage(send("GET", next), element);
      all.addAll(some.value());
      next = some.nextLink();
    }
    return List.copyOf(all);
  }

  /** Where the hub says how the work that it began goes on; empty where it is done already. */
  static String operation(JsonAnswer answer) {
    String link = answer.headers().getOrDefault("azure-asyncoperation", "");
    if (link.isEmpty()) {
      return "";
    }
    // The hub may know itself by another name than the one it was reached by.
    URI address = URI.create(link);
    return address.getRawQuery() == null
        ? address.getRawPath()
        : address.getRawPath() + "?" + address.getRawQuery();
  }

  /** A refresh token of the hub's registry for whoever is signed in here. */
  String exchangeForRegistry() {
    URI address = context.endpoint().resolve("/oauth2/exchange");
    String form =
        "grant_type=access_token&service=%s&access_token=%s"
            .formatted(encode(context.endpoint().getAuthority()), encode(signIn.token()));
    JsonAnswer answer = LinkRefusals.send(caller, JsonCall.of("POST", address).form(form));
    if (!answer.isSuccess()) {
      throw new Refusal(
          exit(answer.status()),
          "%s does not let '%s' into its registry (it answered %d): sign in again with 'outport login'"
              .formatted(context.endpoint(), context.clientId(), answer.status()));
    }
    return answer.find(Exchanged.class).orElseThrow(this::noHub).refreshToken();
  }

  /** A sign-in to the registry. */
  private record Exchanged(@JsonProperty("refresh_token") String refreshToken) {
    @Override
    public String toString() {
      return "Exchanged[]";
    }
  }

  private JsonAnswer exchange(
      String method, String path, String body, Map<String, String> conditions) {
    JsonCall call = JsonCall.of(method, address(path));
    for (Map.Entry<String, String> condition : conditions.entrySet()) {
      call = call.header(condition.getKey(), condition.getValue());
    }
    JsonCall filled = body.isEmpty() ? call : call.json(body);
    JsonAnswer answer = LinkRefusals.send(caller, authorized(filled));
    if (answer.status() == UNAUTHORIZED) {
      // The hub may have been restarted with another signing key since the token was given.
      signIn.forget();
      return LinkRefusals.send(caller, authorized(filled));
    }
    return answer;
  }

  private JsonCall authorized(JsonCall call) {
    return call.header("Authorization", "Bearer " + signIn.token());
  }

  /** Never leaves the hub's origin, whatever a next link says (law L12). */
  private URI address(String path) {
    URI address = context.endpoint().resolve(path);
    if (!LinkFailures.where(address).equals(LinkFailures.where(context.endpoint()))) {
      throw noHub();
    }
    String version = (address.getRawQuery() == null ? "?" : "&") + "api-version=" + API_VERSION;
    boolean versioned = address.toString().contains("api-version=");
    return versioned ? address : URI.create(address + version);
  }

  private Refusal refused(JsonAnswer answer) {
    String words =
        answer
            .findError()
            .map(ArmError.Detail::message)
            .orElseGet(() -> "%s answered %d".formatted(context.endpoint(), answer.status()));
    return new Refusal(exit(answer.status()), words);
  }

  private static Refusal.Exit exit(int status) {
    return switch (status) {
      case UNAUTHORIZED, FORBIDDEN -> Refusal.Exit.UNAUTHORIZED;
      case NOT_FOUND -> Refusal.Exit.NOT_FOUND;
      default -> Refusal.Exit.REJECTED;
    };
  }

  private Refusal noHub() {
    return new Refusal(
        Refusal.Exit.REJECTED,
        "%s answered, but not as a hub does: check that the address is a hub's"
            .formatted(context.endpoint()));
  }
}
