package io.outport.registry.http;

import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Content;

/**
 * Removes a tag, or a manifest with all its tags: {@code DELETE /v2/<name>/manifests/<reference>}
 * (distribution specification, end-9).
 */
final class ManifestDeleteEndpoint implements Endpoint {
  private final Content content;

  ManifestDeleteEndpoint(Content content) {
    this.content = content;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) {
    RepositoryName repository = exchange.repository();
    Reference reference = Reference.parse(exchange.tail());
    boolean removed =
        switch (reference) {
          case Tag tag -> content.deleteTag(repository, tag);
          case Reference.ByDigest byDigest -> content.deleteManifest(repository, byDigest.digest());
        };
    if (!removed) {
      throw new OciException(
          ErrorCode.MANIFEST_UNKNOWN,
          "manifest unknown: '%s' has no '%s'".formatted(repository, reference));
    }
    return Reply.of(202);
  }
}
