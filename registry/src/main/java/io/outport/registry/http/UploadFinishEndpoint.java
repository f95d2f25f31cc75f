package io.outport.registry.http;

import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.Content;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes the last bytes, if any, and makes the blob visible: {@code PUT
 * /v2/<name>/blobs/uploads/<id>?digest=…} (distribution specification, end-6).
 */
final class UploadFinishEndpoint implements Endpoint {
  private final Content content;
  private final UploadSessions sessions;

  UploadFinishEndpoint(Content content, UploadSessions sessions) {
    this.content = content;
    this.sessions = sessions;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) throws IOException {
    RepositoryName repository = exchange.repository();
    Digest digest =
        exchange
            .digest("digest")
            .orElseThrow(
                () ->
                    new OciException(
                        ErrorCode.DIGEST_INVALID, "the closing request needs ?digest=<digest>"));
    Optional<BlobUpload> found = sessions.find(exchange);
    if (found.isEmpty() && isRepeat(exchange, digest)) {
      return UploadSessions.created(repository, digest);
    }
    try (BlobUpload upload = found.orElseThrow(() -> UploadSessions.unknown(repository))) {
      long before = upload.size();
      sessions.append(exchange, upload);
      try {
        content.commitBlob(repository, upload, digest);
      } catch (OciException e) {
        // The last bytes may be the wrong ones: without them the client can send them again.
        if (upload.size() > before) {
          upload.truncate(before);
        }
        throw e;
      }
      return UploadSessions.created(repository, digest);
    }
  }

  /** Whether the session has ended with this very blob: its answer was lost on the way. */
  private boolean isRepeat(Exchange exchange, Digest digest) {
    return sessions.isNamedHere(exchange)
        && content.metadata().findBlob(exchange.repository(), digest).isPresent();
  }
}
