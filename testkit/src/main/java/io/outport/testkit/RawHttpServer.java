package io.outport.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A scripted HTTP/1.1 server on a raw loopback socket: it answers what a test tells it to, however
 * wrong, and remembers what it was asked. Safe for many threads.
 */
public final class RawHttpServer implements AutoCloseable {
  private static final int MAX_LINE_BYTES = 64 * 1024;
  private static final int BACKLOG = 64;
  private static final int TLS_HANDSHAKE = 0x16;

  private final ServerSocket listener;
  private final String scheme;
  private final Script script;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private final AtomicInteger connections = new AtomicInteger();

  private RawHttpServer(ServerSocket listener, String scheme, Script script) {
    this.listener = listener;
    this.scheme = scheme;
    this.script = script;
  }

  /** Answers each request; called by several threads at once. */
  @FunctionalInterface
  public interface Script {
    RawReply answer(Request request);
  }

  /**
   * What a client sent.
   *
   * @param target path and query as they came
   * @param headers names in lower case; values of a repeated header joined by {@code ", "}
   */
  @SuppressWarnings("ArrayRecordComponent") // requests are looked at, never compared
  public record Request(String method, String target, Map<String, String> headers, byte[] body) {
    /** The value of a header; the name is matched without regard to case. */
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The path without the query. */
    public String path() {
      int query = target.indexOf('?');
      return query < 0 ? target : target.substring(0, query);
    }
  }

  /** Starts a plain server on a free loopback port. */
  public static RawHttpServer start(Script script) throws IOException {
    return run(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), "http", script);
  }

  /** Starts a TLS server on a free loopback port. */
  public static RawHttpServer startTls(SSLContext identity, Script script) throws IOException {
    ServerSocket listener =
        identity
            .getServerSocketFactory()
            .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    return run(listener, "https", script);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** Where it listens, as {@code http://127.0.0.1:port}. */
  public URI uri() {
    return uri("127.0.0.1");
  }

  /** Where it listens, under another name of this machine. */
  public URI uri(String host) {
    return URI.create("%s://%s:%d".formatted(scheme, host, listener.getLocalPort()));
  }

  /** All requests so far, oldest first. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Requests so far whose method and target's beginning are these. */
  public List<Request> requests(String method, String targetPrefix) {
    return requests.stream()
        .filter(each -> each.method().equals(method) && each.target().startsWith(targetPrefix))
        .toList();
  }

  /** Connections accepted so far. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(RelayedConnection::closeQuietly);
  }

  private static RawHttpServer run(ServerSocket listener, String scheme, Script script) {
    RawHttpServer server = new RawHttpServer(listener, scheme, script);
    Thread.ofVirtual().name("raw-http-accept").start(server::acceptAll);
    return server;
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().name("raw-http").start(() -> serve(socket));
      } catch (IOException ignored) {
        // close() ends the accept.
        Thread.onSpinWait();
      }
    }
  }

  private void serve(Socket socket) {
    open.add(socket);
    connections.incrementAndGet();
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      if (startsTls(in)) {
        refuse(socket, in);
        return;
      }
      boolean more = true;
      while (more) {
        Request request = readRequest(in);
        if (request == null) {
          return;
        }
        requests.add(request);
        more = script.answer(request).sendTo(socket, request.method().equals("HEAD"));
      }
    } catch (IOException ignored) {
      // The client went away, which tests do on purpose.
    } finally {
      open.remove(socket);
    }
  }

  private static boolean startsTls(InputStream in) throws IOException {
    in.mark(1);
    int first = in.read();
    in.reset();
    return first == TLS_HANDSHAKE;
  }

  /** Answers what is not HTTP as real servers do. */
  private static void refuse(Socket socket, InputStream in) throws IOException {
    RawReply.status(400).sendTo(socket, false);
    // Closing with bytes unread would reset the connection and take the answer with it.
    socket.shutdownOutput();
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static @Nullable Request readRequest(InputStream in) throws IOException {
    String start = readLine(in);
    if (start == null || start.isEmpty()) {
      return null;
    }
    String[] parts = start.split(" ", 3);
    Map<String, String> headers = new TreeMap<>();
    for (String line = readLine(in); line != null && !line.isEmpty(); line = readLine(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
    }
    return new Request(parts[0], parts[1], Map.copyOf(headers), readBody(in, headers));
  }

  private static byte[] readBody(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      return readChunks(in);
    }
    return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  private static byte[] readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = readLine(in);
      int size = line == null ? 0 : Integer.parseInt(line.strip(), 16);
      body.write(in.readNBytes(size));
      readLine(in);
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private static @Nullable String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
      }
      if (line.size() >= MAX_LINE_BYTES) {
        throw new IOException("request line is too long");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
