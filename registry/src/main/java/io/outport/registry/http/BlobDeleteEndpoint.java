package io.outport.registry.http;

import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.MetadataStore;

/**
 * Takes a blob out of a repository: {@code DELETE /v2/<name>/blobs/<digest>} (distribution
 * specification, end-10). Its bytes stay for the repositories that hold it too.
 */
final class BlobDeleteEndpoint implements Endpoint {
  private final MetadataStore metadata;

  BlobDeleteEndpoint(MetadataStore metadata) {
    this.metadata = metadata;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) {
    RepositoryName repository = exchange.repository();
    Digest digest = Digest.parse(exchange.tail());
    if (!metadata.unlinkBlob(repository, digest)) {
      throw new OciException(
          ErrorCode.BLOB_UNKNOWN, "blob unknown: '%s' has no %s".formatted(repository, digest));
    }
    return Reply.of(202);
  }
}
