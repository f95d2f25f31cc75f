package io.outport.registry.http;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.Content;
import java.io.IOException;
import java.util.Optional;

/**
 * Starts an upload, takes a whole blob in one request, or mounts one from another repository:
 * {@code POST /v2/<name>/blobs/uploads/} (distribution specification, end-4a, end-4b, end-11).
 */
final class UploadStartEndpoint implements Endpoint {
  private final Content content;
  private final UploadSessions sessions;
  private final int maxMountSources;

  UploadStartEndpoint(Content content, UploadSessions sessions, int maxMountSources) {
    this.content = content;
    this.sessions = sessions;
    this.maxMountSources = maxMountSources;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) throws IOException {
    RepositoryName repository = exchange.repository();
    exchange.parameter("digest-algorithm").ifPresent(UploadStartEndpoint::requireKnown);
    Optional<Digest> mount = exchange.digest("mount");
    if (mount.isPresent() && mount(exchange, caller, mount.get())) {
      return UploadSessions.created(repository, mount.get());
    }
    Optional<Digest> whole = exchange.digest("digest");
    try (BlobUpload upload = sessions.start(repository)) {
      if (mount.isEmpty() && whole.isPresent()) {
        return take(exchange, upload, whole.get());
      }
      return sessions.describe(202, repository, upload);
    }
  }

  /** The account must be able to read the source now; the token was issued for the target. */
  private boolean mount(Exchange exchange, Caller caller, Digest digest) {
    boolean readable =
        exchange
            .parameter("from")
            .map(from -> RepositoryName.find(from).filter(each -> holds(each, caller, digest)))
            .orElseGet(
                () ->
                    content.metadata().listRepositoriesWithBlob(digest, maxMountSources).stream()
                        .filter(caller::accountMayRead)
                        .findFirst())
            .isPresent();
    return readable && content.adoptBlob(exchange.repository(), digest);
  }

  private boolean holds(RepositoryName source, Caller caller, Digest digest) {
    return caller.accountMayRead(source) && content.metadata().findBlob(source, digest).isPresent();
  }

  private Reply take(Exchange exchange, BlobUpload upload, Digest digest) throws IOException {
    try {
      sessions.append(exchange, upload);
    } catch (IOException | RuntimeException e) {
      // Nobody knows this session's name, so nobody could go on with it.
      UploadSessions.drop(upload, e);
      throw e;
    }
    try {
      content.commitBlob(exchange.repository(), upload, digest);
    } catch (OciException e) {
      UploadSessions.drop(upload, e);
      throw e;
    }
    return UploadSessions.created(exchange.repository(), digest);
  }

  private static void requireKnown(String label) {
    if (DigestAlgorithm.find(label).isEmpty()) {
      throw new OciException(
          ErrorCode.DIGEST_INVALID, "digest-algorithm is not supported here: use sha256 or sha512");
    }
  }
}
