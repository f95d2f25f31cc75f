package io.outport.edge;

import io.outport.registry.tls.ServerIdentityFiles;
import java.time.Duration;

/** How the site's own clients reach it (reference, 5 "tls.*" and "HTTP switch"). */
public sealed interface SiteTls {

  /** Over HTTPS, with a certificate of an authority that the site makes for itself. */
  record OwnAuthority() implements SiteTls {}

  /**
   * Over HTTPS, with this certificate and key.
   *
   * @param overlap how long one by another authority is held back while the old one is good
   */
  record Given(ServerIdentityFiles files, Duration overlap) implements SiteTls {
    /** Any new one is served at once. */
    public Given(ServerIdentityFiles files) {
      this(files, Duration.ZERO);
    }
  }

  /** Over plain HTTP: everybody on the way reads passwords and content, and may change them. */
  record Off() implements SiteTls {}
}
