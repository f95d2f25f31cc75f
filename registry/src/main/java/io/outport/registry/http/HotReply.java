package io.outport.registry.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A whole answer as it goes over the wire, and what it was read from. */
final class HotReply {
  private static final Pattern CONTROL = Pattern.compile("[^ -~]");

  /** What an entry takes besides its bytes, about. */
  private static final int OVERHEAD_BYTES = 256;

  private final Audience audience;
  private final long epoch;
  private final boolean getOnly;
  private final byte[] wire;
  private final int headLength;

  private HotReply(Audience audience, long epoch, boolean getOnly, byte[] wire, int headLength) {
    this.audience = audience;
    this.epoch = epoch;
    this.getOnly = getOnly;
    this.wire = wire;
    this.headLength = headLength;
  }

  /**
   * Writes an answer of status 200 out as HTTP/1.1; empty where a header cannot stand on one line.
   *
   * @param epoch of what it tells of, before the answer was made
   * @param getOnly whether it must not answer HEAD
   */
  static Optional<HotReply> find(
      Audience audience, long epoch, boolean getOnly, List<Reply.Header> headers, byte[] body) {
    if (headers.stream().anyMatch(header -> CONTROL.matcher(header.value()).find())) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder("HTTP/1.1 200 OK\r\n");
    for (Reply.Header header : headers) {
      text.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    text.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    byte[] head = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] wire = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, wire, head.length, body.length);
    return Optional.of(new HotReply(audience, epoch, getOnly, wire, head.length));
  }

  Audience audience() {
    return audience;
  }

  long epoch() {
    return epoch;
  }

  boolean isGetOnly() {
    return getOnly;
  }

  /** Its size in memory, about, in bytes. */
  int weight() {
    return wire.length + OVERHEAD_BYTES;
  }

  /** What answers GET, or the head of it, which answers HEAD. Shares memory: never written to. */
  ByteBuf toBuffer(boolean headOnly) {
    return Unpooled.wrappedBuffer(wire, 0, headOnly ? headLength : wire.length);
  }
}
