package io.outport.registry.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.Content;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Serves a blob, or ranges of it: {@code GET} and {@code HEAD /v2/<name>/blobs/<digest>}
 * (distribution specification, end-2; RFC 9110, sections 13 and 14). Only the repository that holds
 * the blob has it (L11). Where the store says so, whoever may have it is sent there instead.
 */
final class BlobReadEndpoint implements Endpoint {
  private final Content content;
  private final int maxRanges;

  BlobReadEndpoint(Content content, int maxRanges) {
    this.content = content;
    this.maxRanges = maxRanges;
  }

  @Override
  public Reply answer(Exchange exchange, Caller caller) throws IOException {
    Digest digest = Digest.parse(exchange.tail());
    BlobContent blob = open(exchange, caller, digest);
    Optional<URI> elsewhere =
        exchange.method().equals(HttpMethod.GET) ? blob.location() : Optional.empty();
    if (elsewhere.isPresent()) {
      blob.close();
      return redirect(elsewhere.get(), digest);
    }
    EntityTag tag = new EntityTag(digest);
    Reply reply = select(exchange, blob, tag);
    if (!(reply.payload() instanceof Reply.Payload.Slices)) {
      blob.close();
    }
    return reply
        .with("Docker-Content-Digest", digest.toString())
        .with("ETag", tag.toString())
        .with("Accept-Ranges", "bytes")
        .with("Cache-Control", "private, max-age=31536000, immutable");
  }

  /** The address is of use for minutes only; ranges and conditions are the other server's. */
  private static Reply redirect(URI location, Digest digest) {
    return Reply.of(307)
        .with("Location", location.toString())
        .with("Docker-Content-Digest", digest.toString())
        .with("Cache-Control", "no-store");
  }

  /** Whoever pushes asks first, and then relies on what is there. */
  private BlobContent open(Exchange exchange, Caller caller, Digest digest) {
    RepositoryName repository = exchange.repository();
    return exchange.method().equals(HttpMethod.HEAD)
            && caller.may(repository, RepositoryAction.CONTENT_WRITE)
        ? content.openAndRenewBlob(repository, digest)
        : content.openBlob(repository, digest);
  }

  private Reply select(Exchange exchange, BlobContent blob, EntityTag tag) throws IOException {
    if (tag.matchesAny(exchange.header("If-None-Match"))) {
      return Reply.of(304);
    }
    Optional<ByteRanges> asked =
        exchange.method().equals(HttpMethod.GET) && tag.allowsRange(exchange.header("If-Range"))
            ? ByteRanges.find(exchange.header("Range"), blob.size(), maxRanges)
            : Optional.empty();
    if (asked.isEmpty()) {
      return whole(blob);
    }
    List<ByteRanges.Span> spans = asked.get().ranges();
    return switch (spans.size()) {
      case 0 -> unsatisfiable(blob.size());
      case 1 -> single(blob, spans.getFirst());
      default -> multipart(blob, spans, "outport-" + tag.digest().hex().substring(0, 32));
    };
  }

  /** A small blob is sent from memory, where the next who asks finds it. */
  private static Reply whole(BlobContent blob) throws IOException {
    if (blob.size() <= HotReplies.MAX_BLOB_BYTES) {
      try (InputStream bytes = blob.read(0, blob.size())) {
        return Reply.of(200, MediaType.OCTET_STREAM, bytes.readAllBytes());
      }
    }
    return slices(200, blob, List.of(new Reply.Payload.Slice("", 0, blob.size())), "")
        .with("Content-Type", MediaType.OCTET_STREAM);
  }

  private static Reply single(BlobContent blob, ByteRanges.Span span) {
    var slice = new Reply.Payload.Slice("", span.offset(), span.length());
    return slices(206, blob, List.of(slice), "")
        .with("Content-Type", MediaType.OCTET_STREAM)
        .with("Content-Range", contentRange(span, blob.size()));
  }

  private static Reply multipart(BlobContent blob, List<ByteRanges.Span> spans, String boundary) {
    List<Reply.Payload.Slice> slices = new ArrayList<>();
    for (ByteRanges.Span span : spans) {
      String preamble =
          "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
              .formatted(boundary, MediaType.OCTET_STREAM, contentRange(span, blob.size()));
      slices.add(new Reply.Payload.Slice(preamble, span.offset(), span.length()));
    }
    return slices(206, blob, slices, "\r\n--%s--\r\n".formatted(boundary))
        .with("Content-Type", "multipart/byteranges; boundary=" + boundary);
  }

  private static Reply unsatisfiable(long size) {
    return Errors.reply(
            HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE.code(),
            ErrorCode.RANGE_INVALID,
            "the range lies outside the blob of %d bytes".formatted(size),
            "")
        .with("Content-Range", "bytes */" + size);
  }

  private static Reply slices(
      int status, BlobContent blob, List<Reply.Payload.Slice> slices, String closing) {
    return new Reply(status, List.of(), new Reply.Payload.Slices(blob, slices, closing));
  }

  private static String contentRange(ByteRanges.Span span, long size) {
    // Not by format(): digits must not follow the machine's locale.
    return "bytes " + span.offset() + "-" + (span.end() - 1) + "/" + size;
  }
}
