package io.outport.registry.http;

import io.outport.registry.content.BlobUpload;

/**
 * Ends an upload and drops its bytes: {@code DELETE /v2/<name>/blobs/uploads/<id>} (distribution
 * specification, "Canceling a blob upload").
 */
final class UploadCancelEndpoint implements Endpoint {
  private final UploadSessions sessions;

  UploadCancelEndpoint(UploadSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) {
    try (BlobUpload upload = sessions.open(exchange)) {
      upload.cancel();
      return Reply.of(204);
    }
  }
}
