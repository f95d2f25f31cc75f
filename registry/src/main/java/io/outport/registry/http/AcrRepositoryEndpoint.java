package io.outport.registry.http;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.BlobLink;
import io.outport.registry.content.Content;
import io.outport.registry.content.MetadataStore;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One repository: {@code GET} and {@code DELETE /acr/v1/<name>} (ACR, "Repository"). The deletion
 * is not one step: whoever pushes into the repository meanwhile may be told that blobs are missing,
 * and pushes again.
 */
final class AcrRepositoryEndpoint implements Endpoint {
  private static final int ACCEPTED = 202;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Content content;
  private final AcrViews views;

  AcrRepositoryEndpoint(Content content, AcrViews views) {
    this.content = content;
    this.views = views;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) {
    RepositoryName repository = exchange.repository();
    views.require(repository);
    return exchange.method().equals(HttpMethod.DELETE) ? delete(repository) : show(repository);
  }

  private Reply show(RepositoryName repository) {
    ObjectNode json = views.head(repository);
    json.put("manifestCount", views.manifests(repository).size());
    json.put("tagCount", views.tags(repository).size());
    views.attributes(json);
    return views.reply(json);
  }

  private Reply delete(RepositoryName repository) {
    ObjectNode json = MAPPER.createObjectNode();
    var tags = json.putArray("tagsDeleted");
    var manifests = json.putArray("manifestsDeleted");
    views.tags(repository).forEach(tag -> tags.add(tag.value()));
    for (Digest digest : views.manifests(repository)) {
      if (content.deleteManifest(repository, digest)) {
        manifests.add(digest.toString());
      }
    }
    unlinkBlobs(repository);
    return Reply.json(ACCEPTED, MAPPER.writeValueAsString(json));
  }

  /** Without its blobs the repository is gone; their bytes go with the next collection. */
  private void unlinkBlobs(RepositoryName repository) {
    MetadataStore metadata = content.metadata();
    String after = "";
    List<BlobLink> batch;
    do {
      batch = metadata.listBlobs(repository, after, AcrViews.BATCH);
      batch.stream()
          .filter(link -> !link.referenced())
          .forEach(link -> metadata.unlinkBlob(repository, link.digest()));
      after = batch.isEmpty() ? after : batch.getLast().digest().toString();
    } while (batch.size() == AcrViews.BATCH);
  }
}
