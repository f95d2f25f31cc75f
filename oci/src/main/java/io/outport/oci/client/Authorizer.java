package io.outport.oci.client;

import io.outport.oci.client.RegistryException.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Holds what a registry is shown instead of a password: tokens, one for each set of scopes (the
 * credential is the endpoint's one, so scope and credential are both in the key), or the Basic
 * header. Safe for many threads.
 *
 * <p>Law L12: the credentials go to the registry's own origin and to the one realm configured for
 * it. A challenge that names another realm is refused, and nothing is sent there at all.
 *
 * <p>Source: Docker registry v2 token authentication, as the OCI registries speak it.
 */
final class Authorizer {
  static final int MAX_CACHED_TOKENS = 512;

  private static final int MAX_TOKEN_BYTES = 64 * 1024;
  private static final int MAX_SCOPES = 16;
  private static final int DEFAULT_LIFE_SECONDS = 60;
  private static final int MAX_LIFE_SECONDS = 24 * 60 * 60;

  private final RegistryEndpoint endpoint;
  private final Sender sender;
  private final InstantSource clock;
  private final ReentrantLock renewing = new ReentrantLock(); // one token request at a time
  private final ReentrantLock lock = new ReentrantLock(); // guards cache; never held over a wait
  private final Map<Set<String>, Held> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Set<String>, Held> eldest) {
          return size() > MAX_CACHED_TOKENS;
        }
      };

  private record Held(String header, Instant until) {}

  Authorizer(RegistryEndpoint endpoint, Sender sender, InstantSource clock) {
    this.endpoint = endpoint;
    this.sender = sender;
    this.clock = clock;
  }

  /** The header for these scopes that is known to be good, if any. */
  @Nullable String find(Set<String> scopes) {
    lock.lock();
    try {
      Held held = cache.get(scopes);
      return held != null && clock.instant().isBefore(held.until) ? held.header : null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Answers a challenge of the registry.
   *
   * @param refused the header that it refused, or null when none was sent
   * @return the header to try now, or null when we have nothing that answers the challenge
   */
  @Nullable String renew(Call call, List<Challenge> challenges, @Nullable String refused) {
    renewing.lock();
    try {
      String other = find(call.scopes());
      if (other != null && !other.equals(refused)) {
        return other; // another thread was quicker
      }
      Held fresh = answer(call, challenges, refused);
      hold(call.scopes(), fresh);
      return fresh == null ? null : fresh.header;
    } finally {
      renewing.unlock();
    }
  }

  private void hold(Set<String> scopes, @Nullable Held fresh) {
    lock.lock();
    try {
      if (fresh == null) {
        cache.remove(scopes);
      } else {
        cache.put(scopes, fresh);
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Held answer(Call call, List<Challenge> challenges, @Nullable String refused) {
    Optional<Challenge> bearer = first(challenges, "bearer");
    if (bearer.isPresent()) {
      return fetchToken(call, bearer.get());
    }
    if (first(challenges, "basic").isEmpty() || endpoint.credentials().isEmpty()) {
      return null;
    }
    String header = basic(endpoint.credentials().get());
    return header.equals(refused) ? null : new Held(header, Instant.MAX);
  }

  private Held fetchToken(Call call, Challenge challenge) {
    URI realm = checkedRealm(call, challenge);
    String action = "get a token to " + call.action();
    Call request = Call.get(action, withQuery(realm, call, challenge), "");
    String authorization = endpoint.credentials().map(Authorizer::basic).orElse(null);
    try (Response response = sender.send(request, authorization)) {
      if (response.status() != 200) {
        throw response.failure(clock.instant());
      }
      return read(response);
    }
  }

  private URI checkedRealm(Call call, Challenge challenge) {
    String text = challenge.parameter("realm").orElse("");
    Optional<URI> realm = parse(text);
    if (realm.isPresent() && isAllowed(realm.get())) {
      return realm.get();
    }
    throw new RegistryException(
        Kind.PROTOCOL,
        "cannot %s: %s asks to log in at %s, which is neither this registry nor the realm configured for it; no credential was sent. If that service is right, configure it as the realm."
            .formatted(
                call.action(),
                endpoint.origin(),
                realm.flatMap(Origin::find).map(Origin::toString).orElse("no valid address")));
  }

  private boolean isAllowed(URI realm) {
    if (endpoint.origin().holds(realm)) {
      return true;
    }
    return endpoint
        .realm()
        .filter(
            configured ->
                Origin.find(configured).equals(Origin.find(realm))
                    && path(configured).equals(path(realm)))
        .isPresent();
  }

  private static URI withQuery(URI realm, Call call, Challenge challenge) {
    StringBuilder query = new StringBuilder();
    if (realm.getRawQuery() != null) {
      query.append(realm.getRawQuery()).append('&');
    }
    challenge.parameter("service").ifPresent(text -> append(query, "service", text));
    wantedScopes(call, challenge).forEach(scope -> append(query, "scope", scope));
    // Joined as text: a realm's path may begin with "//", which resolve() takes for another host.
    return URI.create(
        Origin.find(realm).orElseThrow() + path(realm) + (query.isEmpty() ? "" : "?" + query));
  }

  /** What the registry asks for, and ours for repositories that it did not think of (mounts). */
  private static List<String> wantedScopes(Call call, Challenge challenge) {
    List<String> asked =
        challenge.parameter("scope").map(text -> List.of(text.split(" +"))).orElse(List.of());
    Stream<String> ours =
        call.scopes().stream()
            .sorted()
            .filter(
                scope -> asked.stream().noneMatch(each -> resource(each).equals(resource(scope))));
    return Stream.concat(asked.stream(), ours)
        .filter(scope -> !scope.isEmpty())
        .limit(MAX_SCOPES)
        .toList();
  }

  private static String resource(String scope) {
    return scope.substring(0, Math.max(0, scope.lastIndexOf(':')));
  }

  private Held read(Response response) {
    JsonNode root =
        JsonDocuments.find(response.bytes(MAX_TOKEN_BYTES))
            .orElseThrow(() -> response.protocol("sent a token answer that is not JSON"));
    String token = root.path("token").asString("");
    if (token.isEmpty()) {
      token = root.path("access_token").asString("");
    }
    if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw response.protocol("sent a token answer without a usable token");
    }
    long life =
        Math.clamp(root.path("expires_in").asLong(DEFAULT_LIFE_SECONDS), 1, MAX_LIFE_SECONDS);
    // A tenth is kept back for the way and for clocks that run apart.
    return new Held(
        "Bearer " + token,
        clock.instant().plus(Duration.ofSeconds(life).multipliedBy(9).dividedBy(10)));
  }

  private static Optional<Challenge> first(List<Challenge> challenges, String scheme) {
    return challenges.stream().filter(each -> each.scheme().equals(scheme)).findFirst();
  }

  private static Optional<URI> parse(String text) {
    try {
      return Optional.of(URI.create(text)).filter(uri -> Origin.find(uri).isPresent());
    } catch (IllegalArgumentException ignored) {
      // Not an address: the caller says so in its own words.
      return Optional.empty();
    }
  }

  private static String path(URI uri) {
    return uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
  }

  private static void append(StringBuilder query, String name, String value) {
    if (!query.isEmpty() && query.charAt(query.length() - 1) != '&') {
      query.append('&');
    }
    query.append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  private static String basic(Credentials credentials) {
    byte[] pair =
        (credentials.user() + ":" + credentials.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}
