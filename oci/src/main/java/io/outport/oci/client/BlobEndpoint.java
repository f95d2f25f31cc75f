package io.outport.oci.client;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;

/** Blobs, whole or from an offset (OCI distribution specification, "Pulling blobs"). */
final class BlobEndpoint {
  private final EndpointCaller caller;

  BlobEndpoint(EndpointCaller caller) {
    this.caller = caller;
  }

  BlobStream open(RepositoryName repository, Descriptor blob, long offset) {
    if (offset < 0 || offset > blob.size()) {
      throw new IllegalArgumentException(
          "offset %d is outside a blob of %d bytes".formatted(offset, blob.size()));
    }
    // No coding may be applied on the way: digest and offsets speak of the stored bytes.
    Call call =
        call("fetch blob", "GET", repository, blob.digest())
            .withHeader("Accept-Encoding", "identity");
    if (offset > 0 && offset == blob.size()) {
      return new EmptyBlobStream(offset);
    }
    return caller.call(
        offset == 0 ? call : call.withHeader("Range", "bytes=" + offset + "-"),
        response -> opened(response, blob, offset));
  }

  boolean has(RepositoryName repository, Digest digest) {
    return caller.call(
        call("look up blob", "HEAD", repository, digest),
        response ->
            switch (response.status()) {
              case 200 -> true;
              case 404 -> false;
              default -> throw caller.failure(response);
            });
  }

  private BlobStream opened(Response response, Descriptor blob, long offset) {
    String coding = response.header("Content-Encoding").orElse("identity");
    if (!coding.equalsIgnoreCase("identity")) {
      throw response.protocol("sent the blob in the coding '%s'".formatted(coding));
    }
    long start =
        switch (response.status()) {
          case 200 -> 0;
          case 206 -> checkedStart(response, blob, offset);
          case 416 ->
              throw response.protocol(
                  "has no byte %d of a blob of %d bytes".formatted(offset, blob.size()));
          default -> throw caller.failure(response);
        };
    long expected = blob.size() - start;
    long declared = response.contentLength().orElse(expected);
    if (declared > expected || (declared < expected && response.status() == 200)) {
      throw response.corrupt(
          "has %d bytes where its descriptor says %d".formatted(declared, expected));
    }
    return new HttpBlobStream(response.handOver(), start, expected);
  }

  /** Appending is right only where the bytes start exactly at our offset, of the same whole. */
  private static long checkedStart(Response response, Descriptor blob, long offset) {
    String header = response.header("Content-Range").orElse("");
    boolean right =
        offset > 0
            && ContentRange.parse(header)
                .filter(range -> range.first() == offset && range.total() == blob.size())
                .isPresent();
    if (!right) {
      throw response.protocol(
          "sent another part of the blob than bytes %d to the end of %d"
              .formatted(offset, blob.size()));
    }
    return offset;
  }

  private Call call(String verb, String method, RepositoryName repository, Digest digest) {
    return Call.of(
        "%s %s@%s".formatted(verb, repository, digest),
        method,
        caller.uri("/v2/%s/blobs/%s".formatted(repository, digest)),
        Scopes.pull(repository));
  }
}
