package io.outport.oci.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One request to a registry, before authentication.
 *
 * @param action what it does, as it reads after "cannot"
 * @param scopes what a token for it must allow, such as {@code repository:app:pull}
 * @param body what is sent with it; sending it twice must be possible
 */
record Call(
    String action,
    String method,
    URI uri,
    Set<String> scopes,
    Map<String, String> headers,
    UploadBody body) {
  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE");

  static Call get(String action, URI uri, String scope) {
    return new Call(action, "GET", uri, Set.of(scope), Map.of(), UploadBody.none());
  }

  static Call of(String action, String method, URI uri, String scope) {
    return new Call(action, method, uri, Set.of(scope), Map.of(), UploadBody.none());
  }

  Call withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Call(action, method, uri, scopes, more, body);
  }

  Call withScopes(Set<String> wanted) {
    return new Call(action, method, uri, wanted, headers, body);
  }

  Call withBody(UploadBody content) {
    return new Call(action, method, uri, scopes, headers, content);
  }

  /** The same request to where a redirect points. */
  Call at(URI location) {
    return new Call(action, method, location, scopes, headers, body);
  }

  /** Whether a repeat does no harm (RFC 9110, section 9.2.2). */
  boolean repeatable() {
    return IDEMPOTENT.contains(method);
  }

  /** Whether it only asks, so that every kind of redirect may be followed with it. */
  boolean safe() {
    return method.equals("GET") || method.equals("HEAD");
  }

  HttpRequest.BodyPublisher publisher() {
    return body.publisher();
  }
}
