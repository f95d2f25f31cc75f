package io.outport.hubapi.gateway;

import java.net.URI;

/**
 * Which parent a site speaks to, and as whom.
 *
 * @param parent such as {@code https://hub.example.org:8443}, without a path
 * @param instanceId made once per data directory; sent with every call
 */
public record SiteLink(
    URI parent, String siteName, String tokenName, String tokenPassword, String instanceId) {

  /** Without the password (law L10). */
  @Override
  public String toString() {
    return "SiteLink[%s at %s as %s]".formatted(siteName, parent, tokenName);
  }
}
