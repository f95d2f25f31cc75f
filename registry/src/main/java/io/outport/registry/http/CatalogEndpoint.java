package io.outport.registry.http;

import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.MetadataStore;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists the repositories that the account may see: {@code GET /v2/_catalog} (CNCF distribution,
 * "Catalog"; reference, 6.3).
 */
final class CatalogEndpoint implements Endpoint {
  private static final int BATCH = 1_000;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final MetadataStore metadata;
  private final int maxPageSize;

  CatalogEndpoint(MetadataStore metadata, int maxPageSize) {
    this.metadata = metadata;
    this.maxPageSize = maxPageSize;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) {
    Page page = Page.of(exchange.parameters(), maxPageSize);
    List<RepositoryName> probed = page.size() == 0 ? List.of() : find(caller, page);
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode names = json.putArray("repositories");
    page.cut(probed).forEach(name -> names.add(name.value()));
    return page.link(Reply.json(200, MAPPER.writeValueAsString(json)), "/v2/_catalog", probed);
  }

  /** Ends with the store's list at the latest: each turn starts after the one before. */
  private List<RepositoryName> find(Caller caller, Page page) {
    List<RepositoryName> visible = new ArrayList<>();
    String after = page.last();
    while (true) {
      List<RepositoryName> batch = metadata.listRepositories(after, BATCH);
      batch.stream()
          .filter(caller::accountMaySee)
          .limit(page.probe() - (long) visible.size())
          .forEach(visible::add);
      if (batch.size() < BATCH || visible.size() == page.probe()) {
        return visible;
      }
      after = batch.getLast().value();
    }
  }
}
