package io.outport.registry.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which endpoint a path names, split from the end: a repository's name may itself hold {@code
 * manifests} or {@code blobs}, but the last segment never holds a slash.
 *
 * @param name the repository's text as it stands in the path, unchecked
 * @param tail the last segment, decoded: a tag, a digest or an upload's id
 */
record Route(Kind kind, String name, String tail) {
  private static final String ROOT = "/v2/";
  private static final String UPLOADS = "uploads";
  private static final String ACR = "/acr/v1/";
  private static final String EXCHANGE = "/oauth2/exchange";

  /** The endpoints of the distribution specification, the token endpoints, and the vendor's API. */
  enum Kind {
    PING,
    TOKEN,
    CATALOG,
    TAGS,
    MANIFEST,
    BLOB,
    REFERRERS,
    UPLOADS,
    UPLOAD,
    EXCHANGE,
    ACR_REPOSITORY,
    ACR_TAGS,
    ACR_TAG,
    ACR_MANIFESTS,
    ACR_MANIFEST
  }

  static Optional<Route> find(String path) {
    if (isTokenPath(path)) {
      return route(Kind.TOKEN, "", "");
    }
    if (path.equals(EXCHANGE)) {
      return route(Kind.EXCHANGE, "", "");
    }
    if (path.startsWith(ACR)) {
      return findAcr(path.substring(ACR.length()));
    }
    if (path.equals("/v2") || path.equals(ROOT)) {
      return route(Kind.PING, "", "");
    }
    return path.startsWith(ROOT) ? findBelow(path.substring(ROOT.length())) : Optional.empty();
  }

  static boolean handles(String path) {
    return path.equals("/v2")
        || path.startsWith(ROOT)
        || path.startsWith(ACR)
        || path.equals(EXCHANGE)
        || isTokenPath(path);
  }

  private static boolean isTokenPath(String path) {
    return path.equals("/acr/oauth2/token") || path.equals("/oauth2/token");
  }

  /** No component of a repository's name begins with an underscore. */
  private static Optional<Route> findAcr(String rest) {
    if (rest.equals("_catalog")) {
      return route(Kind.CATALOG, "", "");
    }
    return findAcr(rest, "/_tags", Kind.ACR_TAGS, Kind.ACR_TAG)
        .or(() -> findAcr(rest, "/_manifests", Kind.ACR_MANIFESTS, Kind.ACR_MANIFEST))
        .or(() -> rest.isEmpty() ? Optional.empty() : route(Kind.ACR_REPOSITORY, rest, ""));
  }

  private static Optional<Route> findAcr(String rest, String list, Kind all, Kind one) {
    int at = rest.indexOf(list);
    if (at <= 0) {
      return Optional.empty();
    }
    String name = rest.substring(0, at);
    String behind = rest.substring(at + list.length());
    if (behind.isEmpty()) {
      return route(all, name, "");
    }
    return behind.length() > 1 && behind.startsWith("/") && behind.indexOf('/', 1) < 0
        ? route(one, name, behind.substring(1))
        : Optional.empty();
  }

  private static Optional<Route> findBelow(String rest) {
    if (rest.equals("_catalog")) {
      return route(Kind.CATALOG, "", "");
    }
    int tailSlash = rest.lastIndexOf('/');
    int kindSlash = tailSlash < 0 ? -1 : rest.lastIndexOf('/', tailSlash - 1);
    if (kindSlash < 0) {
      return Optional.empty();
    }
    String name = rest.substring(0, kindSlash);
    String tail = rest.substring(tailSlash + 1);
    return switch (rest.substring(kindSlash + 1, tailSlash)) {
      case "manifests" -> route(Kind.MANIFEST, name, tail);
      case "blobs" -> route(tail.equals(UPLOADS) ? Kind.UPLOADS : Kind.BLOB, name, tail);
      case "referrers" -> route(Kind.REFERRERS, name, tail);
      case "tags" -> tail.equals("list") ? route(Kind.TAGS, name, tail) : Optional.empty();
      case UPLOADS -> findUpload(name, tail);
      default -> Optional.empty();
    };
  }

  private static Optional<Route> findUpload(String beforeUploads, String tail) {
    String blobs = "/blobs";
    if (!beforeUploads.endsWith(blobs)) {
      return Optional.empty();
    }
    String name = beforeUploads.substring(0, beforeUploads.length() - blobs.length());
    return route(tail.isEmpty() ? Kind.UPLOADS : Kind.UPLOAD, name, tail);
  }

  /** Some clients write the colon of a digest as {@code %3A}; no name holds a per cent sign. */
  private static Optional<Route> route(Kind kind, String name, String tail) {
    try {
      // A plus sign is not a space in a path.
      String decoded = URLDecoder.decode(tail.replace("+", "%2B"), StandardCharsets.UTF_8);
      return Optional.of(new Route(kind, name, decoded));
    } catch (IllegalArgumentException ignored) {
      // A broken escape names nothing that we have: the text is refused by its own grammar.
      return Optional.of(new Route(kind, name, tail));
    }
  }
}
