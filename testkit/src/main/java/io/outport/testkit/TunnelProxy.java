package io.outport.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy on loopback that tunnels, and forwards what is asked for by plain HTTP: whatever
 * host it is asked for, it brings clients to the one server that it was given, so that tests can
 * use names that nobody else knows. Safe for many threads.
 */
public final class TunnelProxy implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final String TUNNEL = "CONNECT ";

  /** A head that asks for something at another host: method, host and path. */
  private static final Pattern ABSOLUTE =
      Pattern.compile("([A-Z]+) http://([^/? ]+)(.*)", Pattern.DOTALL);

  private final ServerSocket listener;
  private final int targetPort;
  private final String signIn;
  private final List<String> tunnels = new CopyOnWriteArrayList<>();
  private final List<String> forwarded = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int refusal;

  private TunnelProxy(ServerSocket listener, int targetPort, String signIn) {
    this.listener = listener;
    this.targetPort = targetPort;
    this.signIn = signIn;
  }

  /** Serves everybody, and brings them to this loopback port. */
  public static TunnelProxy start(int targetPort) throws IOException {
    return run(targetPort, "");
  }

  /** Serves whoever signs in so. */
  public static TunnelProxy start(int targetPort, String name, String password) throws IOException {
    String pair = name + ":" + password;
    return run(
        targetPort,
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private static TunnelProxy run(int targetPort, String signIn) throws IOException {
    var listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    var proxy = new TunnelProxy(listener, targetPort, signIn);
    Thread.ofVirtual().name("proxy-accept").start(proxy::acceptAll);
    return proxy;
  }

  /** Answers everybody with this status from now on. */
  public void refuse(int status) {
    refusal = status;
  }

  /** Its port on loopback. */
  public int port() {
    return listener.getLocalPort();
  }

  /** The {@code host:port} of each tunnel so far, the oldest first. */
  public List<String> tunnels() {
    return List.copyOf(tunnels);
  }

  /** The {@code host:port} of each request that came by plain HTTP, the oldest first. */
  public List<String> forwarded() {
    return List.copyOf(forwarded);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(TunnelProxy::closeQuietly);
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().name("proxy-client").start(() -> serve(client));
      } catch (IOException ignored) {
        // close() ends the accept; any other failure belongs to the one client that was accepted.
        Thread.onSpinWait();
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      var in = new BufferedInputStream(client.getInputStream());
      String head = readHead(in);
      if (!isServed(client, head)) {
        return;
      }
      if (head.startsWith(TUNNEL)) {
        answer(client, 200);
        tunnel(client, in, head.split(" ", 3)[1]);
      } else {
        forward(client, in, head);
      }
    } catch (IOException ignored) {
      // The client or the server went away, which tests do on purpose.
    } finally {
      open.remove(client);
    }
  }

  /** Tells who is not served so. */
  private boolean isServed(Socket client, String head) throws IOException {
    int status = status(head);
    if (status != 200) {
      answer(client, status);
    }
    return status == 200;
  }

  private int status(String head) {
    if (refusal != 0) {
      return refusal;
    }
    if (!head.startsWith(TUNNEL) && !ABSOLUTE.matcher(head).matches()) {
      return 405;
    }
    boolean knows = header(head, "proxy-authorization:").filter(signIn::equals).isPresent();
    return signIn.isEmpty() || knows ? 200 : 407;
  }

  private static Optional<String> header(String head, String start) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst();
  }

  private static void answer(Socket client, int status) throws IOException {
    String challenge = status == 407 ? "Proxy-Authenticate: Basic realm=\"test\"\r\n" : "";
    String length = status == 200 ? "" : "Content-Length: 0\r\n";
    String text = "HTTP/1.1 %d Said\r\n%s%s\r\n".formatted(status, challenge, length);
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void tunnel(Socket client, InputStream in, String target) throws IOException {
    try (Socket server = connect(client)) {
      tunnels.add(target);
      copy(in, server.getOutputStream());
      open.remove(server);
    }
  }

  /** Brings one request after the other there, each without what is for the proxy alone. */
  private void forward(Socket client, InputStream in, String first) throws IOException {
    try (Socket server = connect(client)) {
      String head = first;
      do {
        int length = header(head, "content-length:").map(Integer::parseInt).orElse(0);
        server.getOutputStream().write(inner(head).getBytes(StandardCharsets.ISO_8859_1));
        server.getOutputStream().write(in.readNBytes(length));
        head = readHead(in);
      } while (isServed(client, head));
    }
  }

  private String inner(String head) {
    Matcher parts = ABSOLUTE.matcher(head);
    if (!parts.matches()) {
      throw new IllegalArgumentException("asks for nothing at another host: " + head);
    }
    forwarded.add(parts.group(2));
    String plain = parts.group(1) + " " + parts.group(3);
    return plain.replaceAll("(?i)\r\nProxy-[^\r]*", "");
  }

  /** A way to the one server, whose answers go to the client. */
  private Socket connect(Socket client) throws IOException {
    Socket server = new Socket();
    server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
    open.add(server);
    Thread.ofVirtual().name("proxy-back").start(() -> back(server, client));
    return server;
  }

  private static void back(Socket server, Socket client) {
    try {
      copy(server.getInputStream(), client.getOutputStream());
    } catch (IOException ignored) {
      // As above.
    } finally {
      closeQuietly(client);
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] bytes = new byte[16 * 1024];
    for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
      to.write(bytes, 0, count);
      to.flush();
    }
  }

  private static String readHead(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.length() < MAX_HEAD_BYTES && head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client left");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // It is gone either way.
    }
  }
}
