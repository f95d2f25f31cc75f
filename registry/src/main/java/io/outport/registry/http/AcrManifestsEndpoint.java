package io.outport.registry.http;

import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Content;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Manifests with their tags, sizes and platforms: {@code GET /acr/v1/<name>/_manifests}, and {@code
 * GET} and {@code DELETE /acr/v1/<name>/_manifests/<digest>} (ACR, "Manifest").
 */
final class AcrManifestsEndpoint implements Endpoint {
  private static final int ACCEPTED = 202;

  private final Content content;
  private final AcrViews views;
  private final int maxPageSize;

  AcrManifestsEndpoint(Content content, AcrViews views, int maxPageSize) {
    this.content = content;
    this.views = views;
    this.maxPageSize = maxPageSize;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) {
    RepositoryName repository = exchange.repository();
    if (exchange.tail().isEmpty()) {
      return list(exchange, repository);
    }
    Digest digest = Digest.parse(exchange.tail());
    return exchange.method().equals(HttpMethod.DELETE)
        ? delete(repository, digest)
        : show(repository, digest);
  }

  private Reply list(Exchange exchange, RepositoryName repository) {
    views.requireNoOrder(exchange);
    views.require(repository);
    Page page = Page.of(exchange.parameters(), maxPageSize);
    List<Digest> probed =
        page.size() == 0
            ? List.of()
            : content.metadata().listManifests(repository, page.last(), page.probe());
    Map<Digest, List<Tag>> tags = tagsByManifest(repository);
    ObjectNode json = views.head(repository);
    ArrayNode manifests = json.putArray("manifests");
    for (Digest digest : page.cut(probed)) {
      views.manifest(
          manifests.addObject(),
          repository,
          views.read(repository, digest),
          tags.getOrDefault(digest, List.of()));
    }
    return page.link(views.reply(json), "/acr/v1/%s/_manifests".formatted(repository), probed);
  }

  private Reply show(RepositoryName repository, Digest digest) {
    ObjectNode json = views.head(repository);
    views.manifest(
        json.putObject("manifest"),
        repository,
        views.read(repository, digest),
        tagsByManifest(repository).getOrDefault(digest, List.of()));
    return views.reply(json);
  }

  private Reply delete(RepositoryName repository, Digest digest) {
    if (!content.deleteManifest(repository, digest)) {
      throw new OciException(
          ErrorCode.MANIFEST_UNKNOWN,
          "manifest unknown: '%s' has no '%s'".formatted(repository, digest));
    }
    return Reply.of(ACCEPTED);
  }

  private Map<Digest, List<Tag>> tagsByManifest(RepositoryName repository) {
    Map<Digest, List<Tag>> found = new HashMap<>();
    for (Tag tag : views.tags(repository)) {
      content
          .metadata()
          .findTag(repository, tag)
          .ifPresent(digest -> found.computeIfAbsent(digest, _ -> new ArrayList<>()).add(tag));
    }
    return found;
  }
}
