package io.outport.oci.client;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Scheme, host and port of a URI: what a credential is bound to. */
record Origin(String scheme, String host, int port) {

  /** The origin of an absolute http or https URI; empty for any other, or one with user info. */
  static Optional<Origin> find(URI uri) {
    if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
      return Optional.empty();
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "https" ->
          Optional.of(new Origin(scheme, host, uri.getPort() < 0 ? 443 : uri.getPort()));
      case "http" -> Optional.of(new Origin(scheme, host, uri.getPort() < 0 ? 80 : uri.getPort()));
      default -> Optional.empty();
    };
  }

  /** Whether the URI is of this origin. */
  boolean holds(URI uri) {
    return find(uri).filter(this::equals).isPresent();
  }

  @Override
  public String toString() {
    // Goes into addresses: formatted() would write the digits of the default locale.
    return scheme + "://" + host + ":" + port;
  }
}
