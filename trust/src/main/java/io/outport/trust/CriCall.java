package io.outport.trust;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One unary call to the runtime's socket (CRI): gRPC is HTTP/2 without TLS, of which one stream is
 * needed here. No window is ever used up: requests and answers are a few hundred bytes.
 */
final class CriCall {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GO_AWAY = 7;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int ACKNOWLEDGED = 1;
  private static final int STREAM = 1;
  private static final int MAX_FRAME = 1 << 20;
  private static final int MAX_FRAMES = 1024;

  private final Path socket;
  private final Duration patience;
  private boolean heard;

  CriCall(Path socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /** What came of a call. */
  static final class Answer {
    private final byte[] message;
    private final String failure;

    private Answer(byte[] message, String failure) {
      this.message = message;
      this.failure = failure;
    }

    /** The answer; empty where the call failed. */
    byte[] message() {
      return message;
    }

    /** What the runtime said; empty where it did not fail. */
    String failure() {
      return failure;
    }

    boolean isFailure() {
      return !failure.isEmpty();
    }
  }

  /**
   * Calls a method such as {@code /runtime.v1.RuntimeService/Version}.
   *
   * @throws SocketTimeoutException where the runtime is there, but what it does takes too long
   */
  Answer call(String method, byte[] request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      CountDownLatch done = new CountDownLatch(1);
      Thread.ofVirtual().name("cri-patience").start(() -> closeInTime(channel, done));
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        send(Channels.newOutputStream(channel), method, request);
        return receive(
            new DataInputStream(Channels.newInputStream(channel)),
            Channels.newOutputStream(channel));
      } catch (ClosedChannelException e) {
        throw outOfTime(e);
      } finally {
        done.countDown();
      }
    }
  }

  /** A runtime that lives greets at once, long before it has an answer. */
  private IOException outOfTime(ClosedChannelException cause) {
    return heard
        ? new SocketTimeoutException("no answer within %d s".formatted(patience.toSeconds()))
        : new IOException("it said nothing within %d s".formatted(patience.toSeconds()), cause);
  }

  private void closeInTime(SocketChannel channel, CountDownLatch done) {
    try {
      if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        channel.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // It is closed one way or the other.
    }
  }

  private static void send(OutputStream out, String method, byte[] request) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(PREFACE);
    // No dynamic table: then every header of the answer can be read by itself.
    all.writeBytes(frame(SETTINGS, 0, 0, new byte[] {0, 1, 0, 0, 0, 0}));
    all.writeBytes(frame(HEADERS, END_HEADERS, STREAM, headers(method)));
    byte[] message =
        ByteBuffer.allocate(5 + request.length)
            .put((byte) 0)
            .putInt(request.length)
            .put(request)
            .array();
    all.writeBytes(frame(DATA, END_STREAM, STREAM, message));
    out.write(all.toByteArray());
  }

  private static byte[] headers(String method) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(out, ":method", "POST");
    header(out, ":scheme", "http");
    header(out, ":path", method);
    header(out, ":authority", "localhost");
    header(out, "content-type", "application/grpc");
    header(out, "te", "trailers");
    return out.toByteArray();
  }

  /** Literal, in no table, its texts shorter than 127 bytes as they are. */
  private static void header(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    for (String each : new String[] {name, value}) {
      byte[] bytes = each.getBytes(StandardCharsets.US_ASCII);
      out.write(bytes.length);
      out.writeBytes(bytes);
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  private Answer receive(DataInputStream in, OutputStream out) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    StringBuilder told = new StringBuilder();
    boolean last = false;
    for (int frames = 0; frames < MAX_FRAMES; frames++) {
      int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.readInt();
      heard = true;
      if (length > MAX_FRAME) {
        throw new IOException("the runtime's answer is no HTTP/2");
      }
      byte[] payload = in.readNBytes(length);
      switch (type) {
        case DATA -> data.writeBytes(payload);
        case HEADERS, CONTINUATION -> {
          block.writeBytes(payload);
          last |= type == HEADERS && (flags & END_STREAM) != 0;
          if ((flags & END_HEADERS) != 0) {
            told.append(GrpcTrailers.failure(block.toByteArray()));
            block.reset();
          }
        }
        case SETTINGS -> answer(out, flags, SETTINGS, new byte[0]);
        case PING -> answer(out, flags, PING, payload);
        case RESET, GO_AWAY -> throw new IOException("the runtime ended the call");
        default -> {} // nothing that matters to one short call
      }
      if (last && block.size() == 0) {
        byte[] all = data.toByteArray();
        return new Answer(
            all.length < 5 ? new byte[0] : Arrays.copyOfRange(all, 5, all.length), told.toString());
      }
    }
    throw new IOException("the runtime's answer has no end");
  }

  private static void answer(OutputStream out, int flags, int type, byte[] payload)
      throws IOException {
    if ((flags & ACKNOWLEDGED) == 0) {
      out.write(frame(type, ACKNOWLEDGED, 0, payload));
    }
  }
}
