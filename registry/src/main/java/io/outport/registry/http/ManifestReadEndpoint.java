package io.outport.registry.http;

import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.registry.content.Content;
import io.outport.registry.content.StoredManifest;

/**
 * Serves a manifest, byte for byte: {@code GET} and {@code HEAD /v2/<name>/manifests/<reference>}
 * (distribution specification, end-3). What the client says it accepts does not change the answer.
 */
final class ManifestReadEndpoint implements Endpoint {
  private final Content content;

  ManifestReadEndpoint(Content content) {
    this.content = content;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) {
    StoredManifest manifest =
        content.readManifest(exchange.repository(), reference(exchange.tail()));
    EntityTag tag = new EntityTag(manifest.digest());
    Reply reply =
        tag.matchesAny(exchange.header("If-None-Match"))
            ? Reply.of(304)
            : Reply.of(200, manifest.mediaType(), manifest.bytes());
    return reply
        .with("Docker-Content-Digest", manifest.digest().toString())
        .with("ETag", tag.toString());
  }

  /** A tag that cannot be is one that is not there, which the specification's first suite asks. */
  private static Reference reference(String text) {
    try {
      return Reference.parse(text);
    } catch (OciException e) {
      throw e.code() == ErrorCode.TAG_INVALID
          ? new OciException(ErrorCode.MANIFEST_UNKNOWN, "manifest unknown: " + e.getMessage())
          : e;
    }
  }
}
