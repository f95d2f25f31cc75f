package io.outport.registry.http;

import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request in the words of the specification: route, parameters, headers and body. */
final class Exchange {
  private final HttpServerRequest request;
  private final Route route;
  private final RequestBody body;
  private final Parameters parameters;
  // Made at the first call: a path of another kind has no repository.
  private @Nullable RepositoryName repository;

  /**
   * Reads the parameters.
   *
   * @throws RefusalException (400) when the query holds a broken escape
   */
  Exchange(HttpServerRequest request, Route route, RequestBody body) {
    this.request = request;
    this.route = route;
    this.body = body;
    this.parameters = Parameters.ofTarget(request.uri());
  }

  HttpMethod method() {
    return request.method();
  }

  boolean isEncrypted() {
    return request.isSSL();
  }

  /** Where the client connects from, without a port. */
  String address() {
    return address(request.connection());
  }

  static String address(HttpConnection connection) {
    SocketAddress remote = connection.remoteAddress();
    String host = remote == null ? null : remote.hostAddress();
    return host == null ? "" : host;
  }

  RequestBody body() {
    return body;
  }

  /** The decoded last segment: a tag, a digest or an upload's id. */
  String tail() {
    return route.tail();
  }

  /**
   * The repository that the path names.
   *
   * @throws OciException {@code NAME_INVALID}
   */
  RepositoryName repository() {
    RepositoryName known = repository;
    if (known == null) {
      known = new RepositoryName(route.name());
      repository = known;
    }
    return known;
  }

  /** A header's value; empty text where it is absent. */
  String header(String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  /** What the query says. */
  Parameters parameters() {
    return parameters;
  }

  /** A parameter's first value. */
  Optional<String> parameter(String name) {
    return parameters.first(name);
  }

  /** All values of a parameter, in order. */
  List<String> parameters(String name) {
    return parameters.all(name);
  }

  /** A parameter that must be a digest where it is present. */
  Optional<Digest> digest(String name) {
    return parameter(name).map(Digest::parse);
  }

  /** The length of the body where the client says it; -1 where it does not. */
  long contentLength() {
    String text = header("Content-Length");
    if (text.isEmpty()) {
      return -1;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new OciException(ErrorCode.SIZE_INVALID, "Content-Length is not a number", e);
    }
  }
}
