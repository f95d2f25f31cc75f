package io.outport.registry.http;

import io.outport.registry.content.BlobContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer, as a value: what an endpoint returns and {@link ReplyWriter} puts on the wire.
 */
record Reply(int status, List<Header> headers, Payload payload) {
  /** The specification's own bound. */
  static final int MAX_WARNING_BYTES = 4_096;

  /** One header line; the same name may come more than once. */
  record Header(String name, String value) {}

  /** The answer's body. The same for GET and HEAD: the writer leaves it out for HEAD. */
  sealed interface Payload {
    /** Its size on the wire, in bytes. */
    long length();

    /** No body and no Content-Length. */
    record None() implements Payload {
      @Override
      public long length() {
        return 0;
      }
    }

    /** Bytes that are in memory already; never changed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a copy would double the hot path
    record Bytes(byte[] bytes) implements Payload {
      @Override
      public long length() {
        return bytes.length;
      }
    }

    /**
     * Parts of a blob, each after its own preamble, then the closing text. The writer closes the
     * blob.
     */
    record Slices(BlobContent blob, List<Slice> slices, String closing) implements Payload {
      @Override
      public long length() {
        return slices.stream().mapToLong(each -> each.preamble.length() + each.length).sum()
            + closing.length();
      }
    }

    /** Part of a blob; the preamble is ASCII. */
    record Slice(String preamble, long offset, long length) {}
  }

  Reply {
    headers = List.copyOf(headers);
  }

  static Reply of(int status) {
    return new Reply(status, List.of(), new Payload.None());
  }

  static Reply of(int status, String contentType, byte[] body) {
    return new Reply(
        status, List.of(new Header("Content-Type", contentType)), new Payload.Bytes(body));
  }

  static Reply json(int status, String text) {
    return of(status, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  /** This answer with one more header; none where the value is null. */
  Reply with(String name, @Nullable String value) {
    if (value == null) {
      return this;
    }
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Reply(status, more, payload);
  }

  /**
   * This answer with something that whoever sent the request should know, though it went well
   * (distribution specification, "Warnings"). Cut to the {@value #MAX_WARNING_BYTES} bytes that all
   * warnings of one answer may have: give one.
   *
   * @param words ASCII
   */
  Reply withWarning(String words) {
    String escaped = words.replace("\\", "\\\\").replace("\"", "\\\"");
    int room = MAX_WARNING_BYTES - "299 - \"\"".length();
    String cut = escaped.length() <= room ? escaped : escaped.substring(0, room - 3) + "...";
    return with("Warning", "299 - \"" + cut + "\"");
  }
}
