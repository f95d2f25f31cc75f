package io.outport.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link RawHttpServer} answers: a status, headers, a body, and how the body goes wrong.
 *
 * @param headers lines such as {@code "Location: /v2/"}, sent as they are
 * @param declaredLength value of {@code Content-Length}; negative sends none and closes at the end
 * @param ending what happens after {@code sentBytes} bytes of the body
 * @param chunkBytes bytes sent at once, with {@code pause} between two chunks
 */
@SuppressWarnings("ArrayRecordComponent") // replies are sent, never compared
public record RawReply(
    int status,
    List<String> headers,
    byte[] body,
    long declaredLength,
    Ending ending,
    int sentBytes,
    int chunkBytes,
    Duration pause) {

  /** How an answer ends. */
  public enum Ending {
    /** The connection stays open for the next request. */
    COMPLETE,
    /** The connection is closed. */
    CUT,
    /** Nothing more is sent, and the connection stays open. */
    STALL
  }

  /** Copies the headers. */
  public RawReply {
    headers = List.copyOf(headers);
  }

  /** An answer without a body. */
  public static RawReply status(int status) {
    return new RawReply(
        status, List.of(), new byte[0], 0, Ending.COMPLETE, 0, Integer.MAX_VALUE, Duration.ZERO);
  }

  /** A connection that is closed before any answer. */
  public static RawReply hangUp() {
    return status(0);
  }

  /** A connection that stays open and says nothing. */
  public static RawReply silence() {
    return status(0).stallAfter(0);
  }

  /** Adds a header. */
  public RawReply header(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(name + ": " + value);
    return new RawReply(status, more, body, declaredLength, ending, sentBytes, chunkBytes, pause);
  }

  /** Sets the body, whole and with its right length. */
  public RawReply body(byte[] bytes) {
    return new RawReply(
        status, headers, bytes, bytes.length, ending, bytes.length, chunkBytes, pause);
  }

  /** Sets a text body, as UTF-8. */
  public RawReply body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Declares another length than the body has; negative declares none. */
  public RawReply declaring(long length) {
    return new RawReply(status, headers, body, length, ending, sentBytes, chunkBytes, pause);
  }

  /** Closes the connection after so many bytes of the body. */
  public RawReply cutAfter(int bytes) {
    return new RawReply(
        status, headers, body, declaredLength, Ending.CUT, bytes, chunkBytes, pause);
  }

  /** Falls silent after so many bytes of the body. */
  public RawReply stallAfter(int bytes) {
    return new RawReply(
        status, headers, body, declaredLength, Ending.STALL, bytes, chunkBytes, pause);
  }

  /** Sends the body in small chunks with a pause between two. */
  public RawReply dripping(int bytes, Duration every) {
    return new RawReply(status, headers, body, declaredLength, ending, sentBytes, bytes, every);
  }

  /** Sends the answer; says whether the connection may carry another request. */
  boolean sendTo(Socket socket, boolean headOnly) throws IOException {
    if (status == 0) {
      awaitClient(socket);
      return false;
    }
    OutputStream out = socket.getOutputStream();
    out.write(head().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    if (headOnly) {
      return true;
    }
    try {
      sendBody(out);
      awaitClient(socket);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return ending == Ending.COMPLETE && declaredLength >= 0;
  }

  /** Stalls until the client gives up or the server is closed. */
  private void awaitClient(Socket socket) throws IOException {
    if (ending == Ending.STALL && socket.getInputStream().read() >= 0) {
      throw new IOException("a client sent more while it was to wait");
    }
  }

  private void sendBody(OutputStream out) throws IOException, InterruptedException {
    for (int from = 0; from < sentBytes; ) {
      int size = Math.min(chunkBytes, sentBytes - from);
      out.write(body, from, size);
      out.flush();
      from += size;
      if (from < sentBytes) {
        Thread.sleep(pause);
      }
    }
  }

  private String head() {
    StringBuilder head = new StringBuilder("HTTP/1.1 %d Scripted\r\n".formatted(status));
    headers.forEach(line -> head.append(line).append("\r\n"));
    if (declaredLength >= 0 && status != 204) {
      head.append("Content-Length: ").append(declaredLength).append("\r\n");
    }
    return head.append("\r\n").toString();
  }
}
