package io.outport.oci.client;

import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A registry and how to speak to it.
 *
 * @param uri {@code https://host[:port]} or {@code http://host[:port]}, nothing after it
 * @param credentialsOrNull sent to this origin or to the realm only; absent means anonymous
 * @param tlsOrNull whom to trust; absent means the platform's own trust
 * @param realmOrNull the one token service outside this origin that may see the credentials
 * @param proxy on the way to it and to wherever it redirects
 */
public record RegistryEndpoint(
    URI uri,
    @Nullable Credentials credentialsOrNull,
    @Nullable SSLContext tlsOrNull,
    @Nullable URI realmOrNull,
    OutwardProxy proxy) {

  /** Checks the address. */
  public RegistryEndpoint {
    boolean bare =
        (uri.getRawPath() == null || uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null;
    if (Origin.find(uri).isEmpty() || !bare) {
      // The text is not repeated: it may hold a password before an '@'.
      throw new IllegalArgumentException(
          "a registry's address is https://host:port or http://host:port and nothing more");
    }
    if (realmOrNull != null && Origin.find(realmOrNull).isEmpty()) {
      throw new IllegalArgumentException("a realm is an http or https address without user info");
    }
  }

  /** An anonymous endpoint that is trusted as the platform trusts. */
  public static RegistryEndpoint of(URI uri) {
    return new RegistryEndpoint(uri, null, null, null, OutwardProxy.NONE);
  }

  /** The same endpoint with these credentials. */
  public RegistryEndpoint withCredentials(Credentials credentials) {
    return new RegistryEndpoint(uri, credentials, tlsOrNull, realmOrNull, proxy);
  }

  /** The same endpoint with this trust. */
  public RegistryEndpoint withTls(SSLContext tls) {
    return new RegistryEndpoint(uri, credentialsOrNull, tls, realmOrNull, proxy);
  }

  /** The same endpoint with this token service allowed beside its own origin. */
  public RegistryEndpoint withRealm(URI realm) {
    return new RegistryEndpoint(uri, credentialsOrNull, tlsOrNull, realm, proxy);
  }

  /** The same endpoint, reached as this says. */
  public RegistryEndpoint withProxy(OutwardProxy way) {
    return new RegistryEndpoint(uri, credentialsOrNull, tlsOrNull, realmOrNull, way);
  }

  /** Who we are there. */
  public Optional<Credentials> credentials() {
    return Optional.ofNullable(credentialsOrNull);
  }

  /** Whom we trust there. */
  public Optional<SSLContext> tls() {
    return Optional.ofNullable(tlsOrNull);
  }

  /** The token service that was configured for it. */
  public Optional<URI> realm() {
    return Optional.ofNullable(realmOrNull);
  }

  Origin origin() {
    return Origin.find(uri).orElseThrow();
  }
}
