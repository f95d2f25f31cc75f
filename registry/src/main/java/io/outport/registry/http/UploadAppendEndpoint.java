package io.outport.registry.http;

import io.outport.registry.content.BlobUpload;
import java.io.IOException;

/**
 * Takes a chunk, or a stream of unknown length: {@code PATCH /v2/<name>/blobs/uploads/<id>}
 * (distribution specification, end-5).
 */
final class UploadAppendEndpoint implements Endpoint {
  private final UploadSessions sessions;

  UploadAppendEndpoint(UploadSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) throws IOException {
    try (BlobUpload upload = sessions.open(exchange)) {
      sessions.append(exchange, upload);
      return sessions.describe(202, exchange.repository(), upload);
    }
  }
}
