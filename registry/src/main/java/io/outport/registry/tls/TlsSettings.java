package io.outport.registry.tls;

import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Set;

/**
 * How a server does TLS.
 *
 * @param files the certificate and key
 * @param requiredNames DNS names and addresses that every certificate must be good for
 * @param versions the HTTP versions offered, best first
 * @param engine what does the arithmetic
 */
public record TlsSettings(
    ServerIdentityFiles files,
    Set<String> requiredNames,
    List<HttpVersion> versions,
    TlsEngine engine) {

  /** Copies. */
  public TlsSettings {
    requiredNames = Set.copyOf(requiredNames);
    versions = List.copyOf(versions);
  }

  /** HTTP/1.1 with the best engine; HTTP/2 would cost the way by which blobs are sent. */
  public static TlsSettings of(ServerIdentityFiles files, Set<String> requiredNames) {
    return new TlsSettings(files, requiredNames, List.of(HttpVersion.HTTP_1_1), TlsEngine.best());
  }
}
