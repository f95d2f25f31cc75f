package io.outport.registry.http;

import io.outport.oci.model.ErrorCode;
import io.outport.registry.auth.RefreshTokens;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.content.Content;
import io.outport.registry.content.MetadataStore;
import io.vertx.core.http.HttpMethod;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The table of what is served: by route and method, what it needs and who answers. */
record Operations(Map<Route.Kind, Map<HttpMethod, Operation>> byRoute) {

  /** An endpoint, the right it needs, and whether it changes content. */
  record Operation(Right right, boolean changes, Endpoint endpoint) {
    static Operation reads(Right right, Endpoint endpoint) {
      return new Operation(right, false, endpoint);
    }

    static Operation changes(Right right, Endpoint endpoint) {
      return new Operation(right, true, endpoint);
    }
  }

  /** Who gives tokens of both kinds. */
  record Tokens(RequestTokens request, RefreshTokens refresh) {}

  static Operations of(
      Content content,
      Gate gate,
      Tokens tokens,
      UploadSessions sessions,
      RegistrySettings settings) {
    MetadataStore metadata = content.metadata();
    RegistrySettings.Limits limits = settings.limits();
    Operation token = Operation.reads(Right.OPEN, new TokenEndpoint(gate, tokens.request()));
    Operation ping = Operation.reads(Right.SIGNED_IN, (exchange, caller) -> Reply.json(200, "{}"));
    Map<Route.Kind, Map<HttpMethod, Operation>> all = new EnumMap<>(Route.Kind.class);
    all.putAll(acr(content, settings));
    all.put(Route.Kind.TOKEN, Map.of(HttpMethod.GET, token, HttpMethod.POST, token));
    all.put(
        Route.Kind.EXCHANGE,
        Map.of(
            HttpMethod.POST, Operation.reads(Right.OPEN, new ExchangeEndpoint(tokens.refresh()))));
    all.putAll(
        Map.of(
            Route.Kind.PING,
            Map.of(HttpMethod.GET, ping, HttpMethod.HEAD, ping),
            Route.Kind.CATALOG,
            get(Right.CATALOG, new CatalogEndpoint(metadata, limits.maxPageSize())),
            Route.Kind.TAGS,
            get(Right.LIST_TAGS, new TagsEndpoint(metadata, limits.maxPageSize())),
            Route.Kind.REFERRERS,
            get(Right.PULL, new ReferrersEndpoint(content)),
            Route.Kind.MANIFEST,
            manifests(content, settings),
            Route.Kind.BLOB,
            blobs(content, limits),
            Route.Kind.UPLOADS,
            Map.of(
                HttpMethod.POST,
                Operation.changes(
                    Right.PUSH,
                    new UploadStartEndpoint(content, sessions, limits.maxMountSources()))),
            Route.Kind.UPLOAD,
            uploads(content, sessions)));
    return new Operations(all);
  }

  /**
   * Who answers.
   *
   * @throws RefusalException (405) naming the methods that the route has
   */
  Operation find(Route.Kind kind, HttpMethod method) {
    Map<HttpMethod, Operation> methods = byRoute.getOrDefault(kind, Map.of());
    Operation found = methods.get(method);
    if (found == null) {
      throw new RefusalException(methodNotAllowed(methods));
    }
    return found;
  }

  private static Map<HttpMethod, Operation> get(Right right, Endpoint endpoint) {
    return Map.of(HttpMethod.GET, Operation.reads(right, endpoint));
  }

  private static Map<HttpMethod, Operation> manifests(Content content, RegistrySettings settings) {
    Operation read = Operation.reads(Right.PULL, new ManifestReadEndpoint(content));
    return Map.of(
        HttpMethod.GET,
        read,
        HttpMethod.HEAD,
        read,
        HttpMethod.PUT,
        Operation.changes(Right.PUSH, new ManifestPushEndpoint(content, settings)),
        HttpMethod.DELETE,
        Operation.changes(Right.DELETE, new ManifestDeleteEndpoint(content)));
  }

  private static Map<HttpMethod, Operation> blobs(Content content, RegistrySettings.Limits limits) {
    Operation read = Operation.reads(Right.PULL, new BlobReadEndpoint(content, limits.maxRanges()));
    return Map.of(
        HttpMethod.GET,
        read,
        HttpMethod.HEAD,
        read,
        HttpMethod.DELETE,
        Operation.changes(Right.DELETE, new BlobDeleteEndpoint(content.metadata())));
  }

  /** The vendor's own API, which its command line reads repositories with. */
  private static Map<Route.Kind, Map<HttpMethod, Operation>> acr(
      Content content, RegistrySettings settings) {
    int maxPageSize = settings.limits().maxPageSize();
    AcrViews views = new AcrViews(content, settings);
    var tags = new AcrTagsEndpoint(content, views, maxPageSize);
    var manifests = new AcrManifestsEndpoint(content, views, maxPageSize);
    return Map.of(
        Route.Kind.ACR_REPOSITORY,
        readAndDelete(new AcrRepositoryEndpoint(content, views)),
        Route.Kind.ACR_TAGS,
        get(Right.LIST_TAGS, tags),
        Route.Kind.ACR_TAG,
        readAndDelete(tags),
        Route.Kind.ACR_MANIFESTS,
        get(Right.LIST_TAGS, manifests),
        Route.Kind.ACR_MANIFEST,
        readAndDelete(manifests));
  }

  private static Map<HttpMethod, Operation> readAndDelete(Endpoint endpoint) {
    return Map.of(
        HttpMethod.GET,
        Operation.reads(Right.LIST_TAGS, endpoint),
        HttpMethod.DELETE,
        Operation.changes(Right.DELETE, endpoint));
  }

  private static Map<HttpMethod, Operation> uploads(Content content, UploadSessions sessions) {
    return Map.of(
        HttpMethod.GET,
        Operation.reads(Right.PUSH, new UploadStatusEndpoint(sessions)),
        HttpMethod.PATCH,
        Operation.changes(Right.PUSH, new UploadAppendEndpoint(sessions)),
        HttpMethod.PUT,
        Operation.changes(Right.PUSH, new UploadFinishEndpoint(content, sessions)),
        HttpMethod.DELETE,
        Operation.changes(Right.PUSH, new UploadCancelEndpoint(sessions)));
  }

  private static Reply methodNotAllowed(Map<HttpMethod, Operation> methods) {
    String allowed =
        methods.keySet().stream()
            .map(HttpMethod::name)
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .collect(Collectors.joining(", "));
    return Errors.reply(ErrorCode.UNSUPPORTED, "the operation is unsupported: use " + allowed)
        .with("Allow", allowed);
  }
}
