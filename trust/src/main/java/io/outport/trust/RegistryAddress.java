package io.outport.trust;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the registry is, as nodes call it.
 *
 * @param plain whether it is reached without TLS
 * @param host name or address; IPv6 in brackets
 * @param port its port, also where the scheme's own
 */
public record RegistryAddress(boolean plain, String host, int port) {
  private static final int MAX_LENGTH = 300;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /**
   * Reads {@code https://10.96.0.50} or {@code http://registry.example:8080}.
   *
   * @throws TrustProblemOnNode where it is none
   */
  public static RegistryAddress parse(String text) {
    try {
      URI uri = new URI(text);
      boolean plain = "http".equals(uri.getScheme());
      if (text.length() > MAX_LENGTH
          || uri.getHost() == null
          || !(plain || "https".equals(uri.getScheme()))
          || uri.getRawUserInfo() != null
          || !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
          || uri.getRawQuery() != null) {
        throw problem(text);
      }
      int port = uri.getPort() < 0 ? (plain ? HTTP : HTTPS) : uri.getPort();
      return new RegistryAddress(plain, uri.getHost().toLowerCase(java.util.Locale.ROOT), port);
    } catch (URISyntaxException e) {
      throw problem(text);
    }
  }

  private static TrustProblemOnNode problem(String text) {
    return new TrustProblemOnNode(
        "'%s' is no registry address: give it as https://10.96.0.50".formatted(text));
  }

  /** The names by which image references call it: without the port too where that is usual. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    if (isUsualPort()) {
      names.add(host);
    }
    names.add(host + ":" + port);
    return names;
  }

  /** How a client reaches it. */
  String url() {
    return (plain ? "http://" : "https://") + host + (isUsualPort() ? "" : ":" + port);
  }

  private boolean isUsualPort() {
    return port == (plain ? HTTP : HTTPS);
  }

  @Override
  public String toString() {
    return url();
  }
}
