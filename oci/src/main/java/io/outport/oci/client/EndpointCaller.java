package io.outport.oci.client;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to a registry: adds authentication, follows redirects, tries again, and turns every
 * failure into a {@link RegistryException}. Safe for many threads.
 */
final class EndpointCaller implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EndpointCaller.class);

  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> REDIRECTS_THAT_KEEP_THE_METHOD = Set.of(307, 308);

  private final RegistryEndpoint endpoint;
  private final Sender sender;
  private final Authorizer authorizer;
  private final RetryPolicy retries;
  private final Surroundings surroundings;

  EndpointCaller(
      RegistryEndpoint endpoint,
      ClientSettings settings,
      Sender sender,
      Surroundings surroundings) {
    this.endpoint = endpoint;
    this.sender = sender;
    this.authorizer = new Authorizer(endpoint, sender, surroundings.clock());
    this.retries = new RetryPolicy(settings, surroundings);
    this.surroundings = surroundings;
  }

  /** Makes a result of an answer, or throws; may be called once for each attempt. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Response response);
  }

  /**
   * Sends the call, again where it is idempotent and the failure allows it, and reads its answer.
   * Reading belongs to the attempt, so a body that dies is asked for again, at the registry and not
   * where it redirected.
   */
  <T> T call(Call call, Reader<T> reader) {
    for (int failures = 1; ; failures++) {
      try {
        return attempt(call, reader);
      } catch (RegistryException e) {
        if (!call.repeatable()) {
          throw e;
        }
        retries.pauseOrThrow(failures, e);
        log.atDebug()
            .setMessage("retried registry request")
            .addKeyValue("upstream", endpoint.origin())
            .addKeyValue("kind", e.kind())
            .addKeyValue("failures", failures)
            .log();
      }
    }
  }

  /** Sends the call in one attempt, for uploads, which try again in a way of their own. */
  <T> T callOnce(Call call, Reader<T> reader) {
    return attempt(call, reader);
  }

  /** The failure that an answer reports. */
  RegistryException failure(Response response) {
    return response.failure(surroundings.clock().instant());
  }

  RetryPolicy retries() {
    return retries;
  }

  /** An address below the registry's root. */
  URI uri(String pathAndQuery) {
    return URI.create(endpoint.origin() + pathAndQuery);
  }

  /** What an answer's {@code Location} or {@code Link} points at. */
  URI resolve(Response response, String target) {
    try {
      return response.uri().resolve(target);
    } catch (IllegalArgumentException e) {
      throw response.protocol("points at something that is not an address");
    }
  }

  boolean isOwn(URI uri) {
    return endpoint.origin().holds(uri);
  }

  String where() {
    return endpoint.origin().toString();
  }

  @Override
  public void close() {
    sender.close();
  }

  private <T> T attempt(Call call, Reader<T> reader) {
    Response response = exchange(call);
    try {
      return reader.read(response);
    } finally {
      if (!response.isHandedOver()) {
        response.close();
      }
    }
  }

  private Response exchange(Call call) {
    String known = authorizer.find(call.scopes());
    Response first = follow(call, known);
    if (first.status() != 401 || !isOwn(first.uri())) {
      return first;
    }
    List<Challenge> challenges = ChallengeParser.parse(first.headers("WWW-Authenticate"));
    String renewed;
    try {
      renewed = authorizer.renew(call, challenges, known);
    } catch (RegistryException e) {
      first.close();
      throw e;
    }
    if (renewed == null) {
      return first;
    }
    first.close();
    return follow(call, renewed);
  }

  private Response follow(Call call, @Nullable String authorization) {
    Call next = call;
    String shown = authorization;
    for (int hops = 0; ; hops++) {
      // Once dropped it stays dropped: a foreign host must not send us home with it.
      shown = isOwn(next.uri()) ? shown : null;
      Response response = sender.send(next, shown);
      if (!isFollowed(call, response)) {
        return response;
      }
      try (response) {
        if (hops == MAX_REDIRECTS) {
          throw response.protocol("redirected more than %d times".formatted(MAX_REDIRECTS));
        }
        next = call.at(redirectTarget(response));
      }
    }
  }

  private static boolean isFollowed(Call call, Response response) {
    return call.safe()
        ? REDIRECTS.contains(response.status())
        : REDIRECTS_THAT_KEEP_THE_METHOD.contains(response.status());
  }

  private URI redirectTarget(Response response) {
    String location =
        response
            .header("Location")
            .orElseThrow(() -> response.protocol("redirected without saying where"));
    return checked(response, resolve(response, location));
  }

  /** A place that an answer sends us to: http or https, and never from https to http. */
  URI checked(Response response, URI target) {
    Origin from = Origin.find(response.uri()).orElseThrow();
    Origin to =
        Origin.find(target)
            .orElseThrow(() -> response.protocol("sent us to something that is not a web address"));
    if (from.scheme().equals("https") && !to.scheme().equals("https")) {
      throw response.protocol(
          "sent us from https to %s, which would show the content to the network".formatted(to));
    }
    return target;
  }
}
