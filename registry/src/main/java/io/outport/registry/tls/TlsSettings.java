package io.outport.registry.tls;

import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a server does TLS.
 *
 * @param files the certificate and key
 * @param requiredNames DNS names and addresses that every certificate must be good for
 * @param versions the HTTP versions offered, best first
 * @param engine what does the arithmetic
 * @param authorityOverlap how long a certificate by another authority is held back while the old
 *     one is good, so that clients learn of its authority first
 */
public record TlsSettings(
    ServerIdentityFiles files,
    Set<String> requiredNames,
    List<HttpVersion> versions,
    TlsEngine engine,
    Duration authorityOverlap) {

  /** Copies. */
  public TlsSettings {
    requiredNames = Set.copyOf(requiredNames);
    versions = List.copyOf(versions);
  }

  /** A new authority's certificate is served as soon as any other. */
  public TlsSettings(
      ServerIdentityFiles files,
      Set<String> requiredNames,
      List<HttpVersion> versions,
      TlsEngine engine) {
    this(files, requiredNames, versions, engine, Duration.ZERO);
  }

  /** HTTP/1.1 with the best engine; HTTP/2 would cost the way by which blobs are sent. */
  public static TlsSettings of(ServerIdentityFiles files, Set<String> requiredNames) {
    return new TlsSettings(files, requiredNames, List.of(HttpVersion.HTTP_1_1), TlsEngine.best());
  }

  /** The same with another overlap. */
  public TlsSettings withAuthorityOverlap(Duration overlap) {
    return new TlsSettings(files, requiredNames, versions, engine, overlap);
  }
}
