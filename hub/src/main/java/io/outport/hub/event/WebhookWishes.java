package io.outport.hub.event;

import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.model.Webhook;
import io.outport.oci.model.Quoted;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what people want of a webhook out of a request; refusals never repeat a secret. */
record WebhookWishes(Webhook wanted) {
  static final int MAX_HEADERS = 32;
  static final int MAX_HEADER_LENGTH = 4_096;
  static final int MAX_URI_LENGTH = 2_048;
  private static final int MAX_TAGS = 50;
  private static final int MAX_TAG_LENGTH = 512;

  /** What the vendor's command line offers; only the first two happen here. */
  private static final List<String> ACTIONS =
      List.of("push", "delete", "quarantine", "chart_push", "chart_delete");

  private static final List<String> STATUSES = List.of("enabled", "disabled");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

  /** What belongs to the connection, not to the message. */
  private static final Set<String> RESERVED_HEADERS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** What is said over what was; what was never said is refused or gets its default. */
  WebhookEntry over(WebhookEntry old) {
    Webhook.Properties said =
        Objects.requireNonNullElse(wanted.properties(), Webhook.Properties.NONE);
    return new WebhookEntry(
        old.name(),
        old.incarnation(),
        old.created(),
        serviceUri(said.serviceUri(), old.serviceUri()),
        said.customHeaders() == null ? old.headers() : headers(said.customHeaders()),
        actions(said.actions(), old.actions()),
        said.scope() == null ? old.scope() : scope(said.scope()),
        said.status() == null ? old.enabled() : enabled(said.status()),
        Objects.requireNonNullElse(wanted.location(), old.location()),
        wanted.tags() == null ? old.tags() : tags(wanted.tags()));
  }

  private static String serviceUri(@Nullable String given, String old) {
    String text = Objects.requireNonNullElse(given, old).strip();
    if (text.isEmpty()) {
      throw ResourceProblem.invalid("a webhook needs an address: give properties.serviceUri");
    }
    if (text.length() > MAX_URI_LENGTH || find(text).filter(WebhookWishes::isUsable).isEmpty()) {
      throw ResourceProblem.invalid(
          ("serviceUri is not an address that events can be sent to: give http:// or https:// with"
                  + " a host, at most %d characters, without a user name (use a header instead) and"
                  + " without '#'")
              .formatted(MAX_URI_LENGTH));
    }
    return text;
  }

  private static Optional<URI> find(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException ignored) {
      // The caller says what is wrong, without the text.
      return Optional.empty();
    }
  }

  private static boolean isUsable(URI uri) {
    String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
    return Set.of("http", "https").contains(scheme)
        && uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.getRawFragment() == null
        && uri.getPort() <= 65_535
        && uri.getPort() != 0;
  }

  private static Map<String, String> headers(Map<String, String> given) {
    if (given.size() > MAX_HEADERS) {
      throw ResourceProblem.invalid(
          "a webhook takes at most %d custom headers, not %d".formatted(MAX_HEADERS, given.size()));
    }
    given.forEach(WebhookWishes::checkHeader);
    long names = given.keySet().stream().map(WebhookStore::key).distinct().count();
    if (names < given.size()) {
      throw ResourceProblem.invalid("two custom headers have the same name: give each once");
    }
    return given;
  }

  private static void checkHeader(String name, String value) {
    String shown = Quoted.shorten(name);
    if (!HEADER_NAME.matcher(name).matches()) {
      throw ResourceProblem.invalid(
          "'%s' is not the name of a header: use letters, digits and '-'".formatted(shown));
    }
    if (RESERVED_HEADERS.contains(WebhookStore.key(name))) {
      throw ResourceProblem.invalid(
          "header '%s' belongs to the connection: leave it out".formatted(shown));
    }
    if (value.length() > MAX_HEADER_LENGTH || !HEADER_VALUE.matcher(value).matches()) {
      throw ResourceProblem.invalid(
          "the value of header '%s' cannot be sent: use one line of at most %d characters"
              .formatted(shown, MAX_HEADER_LENGTH));
    }
  }

  private static List<String> actions(@Nullable List<String> given, List<String> old) {
    List<String> all = given == null ? old : given.stream().map(WebhookWishes::action).toList();
    if (all.isEmpty()) {
      throw ResourceProblem.invalid(
          "a webhook needs an action: give properties.actions with %s"
              .formatted(String.join(", ", ACTIONS)));
    }
    return List.copyOf(new LinkedHashSet<>(all));
  }

  private static String action(String text) {
    return choice("action", text, ACTIONS);
  }

  private static boolean enabled(String status) {
    return choice("status", status, STATUSES).equals("enabled");
  }

  private static String scope(String text) {
    var _ = WebhookScope.parse(text.strip());
    return text.strip();
  }

  private static Map<String, String> tags(Map<String, String> given) {
    boolean small =
        given.size() <= MAX_TAGS
            && given.entrySet().stream()
                .allMatch(
                    each -> each.getKey().length() + each.getValue().length() <= MAX_TAG_LENGTH);
    if (!small) {
      throw ResourceProblem.invalid(
          "a resource takes at most %d tags of %d characters".formatted(MAX_TAGS, MAX_TAG_LENGTH));
    }
    return given;
  }

  private static String choice(String what, String text, List<String> choices) {
    return choices.stream()
        .filter(text::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                ResourceProblem.invalid(
                    "%s '%s' is not one: give %s"
                        .formatted(what, Quoted.shorten(text), String.join(", ", choices))));
  }
}
