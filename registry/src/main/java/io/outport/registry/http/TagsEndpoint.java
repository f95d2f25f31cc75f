package io.outport.registry.http;

import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.MetadataStore;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists tags: {@code GET /v2/<name>/tags/list} (distribution specification, end-8). */
final class TagsEndpoint implements Endpoint {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final MetadataStore metadata;
  private final int maxPageSize;

  TagsEndpoint(MetadataStore metadata, int maxPageSize) {
    this.metadata = metadata;
    this.maxPageSize = maxPageSize;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) {
    RepositoryName repository = exchange.repository();
    Page page = Page.of(exchange.parameters(), maxPageSize);
    if (!metadata.hasRepository(repository)) {
      throw new OciException(
          ErrorCode.NAME_UNKNOWN, "repository name not known: '%s'".formatted(repository));
    }
    List<Tag> probed =
        page.size() == 0 ? List.of() : metadata.listTags(repository, page.last(), page.probe());
    ObjectNode json = MAPPER.createObjectNode();
    json.put("name", repository.value());
    ArrayNode tags = json.putArray("tags");
    page.cut(probed).forEach(tag -> tags.add(tag.value()));
    Reply reply = Reply.json(200, MAPPER.writeValueAsString(json));
    return page.link(reply, "/v2/%s/tags/list".formatted(repository), probed);
  }
}
