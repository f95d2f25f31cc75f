package io.outport.registry.http;

import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Content;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tags with what they point at: {@code GET /acr/v1/<name>/_tags}, and {@code GET} and {@code DELETE
 * /acr/v1/<name>/_tags/<tag>} (ACR, "Tag"). Deleting a tag leaves its manifest.
 */
final class AcrTagsEndpoint implements Endpoint {
  private static final int ACCEPTED = 202;

  private final Content content;
  private final AcrViews views;
  private final int maxPageSize;

  AcrTagsEndpoint(Content content, AcrViews views, int maxPageSize) {
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
    Tag tag = new Tag(exchange.tail());
    return exchange.method().equals(HttpMethod.DELETE)
        ? delete(repository, tag)
        : show(repository, tag);
  }

  private Reply list(Exchange exchange, RepositoryName repository) {
    views.requireNoOrder(exchange);
    views.require(repository);
    Page page = Page.of(exchange.parameters(), maxPageSize);
    List<Tag> probed =
        page.size() == 0
            ? List.of()
            : content.metadata().listTags(repository, page.last(), page.probe());
    ObjectNode json = views.head(repository);
    ArrayNode tags = json.putArray("tags");
    for (Tag tag : page.cut(probed)) {
      // One that was deleted since the list was read is left out.
      content
          .metadata()
          .findTag(repository, tag)
          .ifPresent(digest -> views.tag(tags.addObject(), tag, digest));
    }
    return page.link(views.reply(json), "/acr/v1/%s/_tags".formatted(repository), probed);
  }

  private Reply show(RepositoryName repository, Tag tag) {
    Digest digest =
        content.metadata().findTag(repository, tag).orElseThrow(() -> unknown(repository, tag));
    ObjectNode json = views.head(repository);
    views.tag(json.putObject("tag"), tag, digest);
    return views.reply(json);
  }

  private Reply delete(RepositoryName repository, Tag tag) {
    if (!content.deleteTag(repository, tag)) {
      throw unknown(repository, tag);
    }
    return Reply.of(ACCEPTED);
  }

  private static OciException unknown(RepositoryName repository, Tag tag) {
    return new OciException(
        ErrorCode.MANIFEST_UNKNOWN,
        "the repository '%s' has no tag '%s'".formatted(repository, tag));
  }
}
