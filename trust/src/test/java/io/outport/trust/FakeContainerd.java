package io.outport.trust;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A node's containerd, as far as its socket shows it: it tells its version, and ends every pull
 * with the same words, or not at all.
 */
final class FakeContainerd implements AutoCloseable {
  /** Words of a pull that has no end. */
  static final String ENDLESS = "endless";

  private static final int PREFACE = 24;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;
  private static final int END_OF_HEADERS_AND_STREAM = 5;

  private final ServerSocketChannel server;
  private final String version;
  private final String pull;

  private FakeContainerd(ServerSocketChannel server, String version, String pull) {
    this.server = server;
    this.version = version;
    this.pull = pull;
  }

  /** One of this version, whose pulls find the image. */
  static FakeContainerd on(TestNode node, String version) throws IOException {
    return on(node, version, "");
  }

  /** One whose pulls fail with these words. */
  static FakeContainerd on(TestNode node, String version, String pull) throws IOException {
    Path socket = node.root.resolve("run/containerd/containerd.sock");
    Files.createDirectories(socket.getParent());
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    FakeContainerd fake = new FakeContainerd(server, version, pull);
    Thread.ofVirtual().name("fake-containerd").start(fake::serve);
    return fake;
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        answer(
            new DataInputStream(Channels.newInputStream(client)), Channels.newOutputStream(client));
      } catch (IOException e) {
        // The caller has gone, or the test is over.
      }
    }
  }

  private void answer(DataInputStream in, OutputStream out) throws IOException {
    in.skipNBytes(PREFACE);
    String method = "";
    int type = HEADERS;
    while (type != DATA) {
      int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
      type = in.readUnsignedByte();
      in.skipNBytes(5);
      byte[] payload = in.readNBytes(length);
      method = type == HEADERS ? new String(payload, ISO_8859_1) : method;
    }
    boolean asksVersion = method.contains("RuntimeService/Version");
    if (!asksVersion && pull.equals(ENDLESS)) {
      out.write(frame(SETTINGS, 0, new byte[0]));
      in.transferTo(OutputStream.nullOutputStream());
      return;
    }
    byte[] message =
        asksVersion ? new Protobuf().text(2, "containerd").text(3, version).toBytes() : new byte[0];
    out.write(frame(HEADERS, END_HEADERS, new byte[] {(byte) 0x88})); // :status 200
    out.write(frame(DATA, 0, prefixed(message)));
    out.write(frame(HEADERS, END_OF_HEADERS_AND_STREAM, trailers(asksVersion ? "" : pull)));
  }

  private static byte[] prefixed(byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  private static byte[] trailers(String failure) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(out, "grpc-status", failure.isEmpty() ? "0" : "2");
    header(out, "grpc-message", failure);
    return out.toByteArray();
  }

  private static void header(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    for (String each : new String[] {name, value}) {
      out.write(each.length()); // shorter than 127 bytes
      out.writeBytes(each.getBytes(US_ASCII));
    }
  }

  private static byte[] frame(int type, int flags, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) 0)
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(1)
        .put(payload)
        .array();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
