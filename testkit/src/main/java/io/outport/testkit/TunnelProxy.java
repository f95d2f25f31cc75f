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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy on loopback that tunnels: whatever host it is asked for, it brings clients to the
 * one server that it was given, so that tests can use names that nobody else knows. Safe for many
 * threads.
 */
public final class TunnelProxy implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final int MAX_HEAD_BYTES = 64 * 1024;

  private final ServerSocket listener;
  private final int targetPort;
  private final String signIn;
  private final List<String> tunnels = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int refusal;

  private TunnelProxy(ServerSocket listener, int targetPort, String signIn) {
    this.listener = listener;
    this.targetPort = targetPort;
    this.signIn = signIn;
  }

  /** Tunnels for everybody to this loopback port. */
  public static TunnelProxy start(int targetPort) throws IOException {
    return run(targetPort, "");
  }

  /** Tunnels for whoever signs in so. */
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

  /** Answers every wish for a tunnel with this status from now on. */
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
      int status = status(head);
      answer(client, status);
      if (status == 200) {
        tunnel(client, in, head.split(" ", 3)[1]);
      }
    } catch (IOException ignored) {
      // The client or the server went away, which tests do on purpose.
    } finally {
      open.remove(client);
    }
  }

  private int status(String head) {
    if (refusal != 0) {
      return refusal;
    }
    if (!head.startsWith("CONNECT ")) {
      return 405;
    }
    boolean knows =
        head.lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization:"))
            .anyMatch(line -> line.substring(line.indexOf(':') + 1).strip().equals(signIn));
    return signIn.isEmpty() || knows ? 200 : 407;
  }

  private static void answer(Socket client, int status) throws IOException {
    String challenge = status == 407 ? "Proxy-Authenticate: Basic realm=\"test\"\r\n" : "";
    String length = status == 200 ? "" : "Content-Length: 0\r\n";
    String text = "HTTP/1.1 %d Said\r\n%s%s\r\n".formatted(status, challenge, length);
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void tunnel(Socket client, InputStream in, String target) throws IOException {
    try (Socket server = new Socket()) {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
      open.add(server);
      tunnels.add(target);
      Thread.ofVirtual().name("proxy-back").start(() -> back(server, client));
      copy(in, server.getOutputStream());
      open.remove(server);
    }
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
