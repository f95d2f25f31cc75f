package io.outport.edge;

import io.outport.registry.tls.ServerIdentityFiles;

/** How the site's own clients reach it (reference, 5 "tls.*" and "HTTP switch"). */
public sealed interface SiteTls {

  /** Over HTTPS, with a certificate of an authority that the site makes for itself. */
  record OwnAuthority() implements SiteTls {}

  /** Over HTTPS, with this certificate and key. */
  record Given(ServerIdentityFiles files) implements SiteTls {}

  /** Over plain HTTP: everybody on the way reads passwords and content, and may change them. */
  record Off() implements SiteTls {}
}
