package io.outport.registry.http;

import io.outport.registry.content.BlobUpload;

/**
 * Says how far an upload came: {@code GET /v2/<name>/blobs/uploads/<id>} (distribution
 * specification, end-13).
 */
final class UploadStatusEndpoint implements Endpoint {
  private final UploadSessions sessions;

  UploadStatusEndpoint(UploadSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) {
    try (BlobUpload upload = sessions.open(exchange)) {
      return sessions.describe(204, exchange.repository(), upload);
    }
  }
}
