package io.outport.registry.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Refuses heads that the decoder lets pass, though another reader on the way may find the end of
 * the request elsewhere (RFC 9112, sections 2.3 and 6).
 */
final class RequestHeads {
  private static final DecoderResult REFUSED =
      DecoderResult.failure(new IllegalArgumentException("the head can be read in two ways"));

  private RequestHeads() {}

  /** Marks it as undecodable where it must be refused; whether it was. */
  static boolean refuse(HttpRequest request) {
    if (isPlain(request)) {
      return false;
    }
    request.setDecoderResult(REFUSED);
    // The answer repeats the version.
    request.setProtocolVersion(HttpVersion.HTTP_1_1);
    return true;
  }

  private static boolean isPlain(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    boolean persistent = version.equals(HttpVersion.HTTP_1_1);
    return (persistent || version.equals(HttpVersion.HTTP_1_0))
        && hasOneEnd(request.headers(), persistent);
  }

  private static boolean hasOneEnd(HttpHeaders headers, boolean persistent) {
    String encoding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
    if (encoding == null) {
      return true;
    }
    return persistent
        && encoding.equalsIgnoreCase("chunked")
        && headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).size() == 1
        && !headers.contains(HttpHeaderNames.CONTENT_LENGTH);
  }
}
