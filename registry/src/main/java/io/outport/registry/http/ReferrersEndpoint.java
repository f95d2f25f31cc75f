package io.outport.registry.http;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.registry.content.Content;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists what refers to a manifest: {@code GET /v2/<name>/referrers/<digest>} (distribution
 * specification, end-12). An unknown subject has an empty list, never 404.
 */
final class ReferrersEndpoint implements Endpoint {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final String FILTER = "artifactType";

  private final Content content;

  ReferrersEndpoint(Content content) {
    this.content = content;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) {
    Digest subject = Digest.parse(exchange.tail());
    String wanted = exchange.parameter(FILTER).orElse("");
    List<Descriptor> referrers =
        content.listReferrers(exchange.repository(), subject).stream()
            .filter(each -> wanted.isEmpty() || each.artifactType().equals(wanted))
            .toList();
    return Reply.of(200, MediaType.OCI_INDEX, MAPPER.writeValueAsBytes(render(referrers)))
        .with("OCI-Filters-Applied", wanted.isEmpty() ? null : FILTER);
  }

  private static ObjectNode render(List<Descriptor> referrers) {
    ObjectNode index = MAPPER.createObjectNode();
    index.put("schemaVersion", 2);
    index.put("mediaType", MediaType.OCI_INDEX);
    ArrayNode manifests = index.putArray("manifests");
    referrers.forEach(each -> render(each, manifests.addObject()));
    return index;
  }

  private static void render(Descriptor referrer, ObjectNode node) {
    node.put("mediaType", referrer.mediaType());
    node.put("digest", referrer.digest().toString());
    node.put("size", referrer.size());
    if (!referrer.artifactType().isEmpty()) {
      node.put("artifactType", referrer.artifactType());
    }
    if (!referrer.annotations().isEmpty()) {
      ObjectNode annotations = node.putObject("annotations");
      referrer.annotations().forEach(annotations::put);
    }
  }
}
