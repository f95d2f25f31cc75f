package io.outport.dist.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The thin link between hub and site: a relay on loopback that carries no more than so many bytes a
 * second, counts what it carries down to the site, and breaks once.
 */
final class DemoLink implements AutoCloseable {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final int SOCKET_BUFFER_BYTES = 64 * 1024;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int BACKLOG = 128;

  private final ServerSocket listener;
  private final int target;
  private final LinkPace pace;
  private final AtomicLong down = new AtomicLong();
  private final long cutAfter;
  private final AtomicBoolean wasCut = new AtomicBoolean();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private DemoLink(ServerSocket listener, int target, LinkPace pace, long cutAfter) {
    this.listener = listener;
    this.target = target;
    this.pace = pace;
    this.cutAfter = cutAfter;
  }

  /**
   * Links this port with the target port, both on loopback.
   *
   * @param cutAfter bytes carried down after which every connection breaks, once
   */
  static DemoLink open(int port, int target, long bytesPerSecond, long cutAfter)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    DemoLink link = new DemoLink(listener, target, new LinkPace(bytesPerSecond), cutAfter);
    Thread.ofVirtual().name("link-accept").start(link::accept);
    return link;
  }

  /** Bytes carried from the hub to the site so far. */
  long carried() {
    return down.get();
  }

  /** Whether the break has happened. */
  boolean wasCut() {
    return wasCut.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  private void cut() {
    // Those of this moment: a caller who was cut off and is back at once must not be cut off again.
    List.copyOf(open).forEach(DemoLink::closeQuietly);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().name("link").start(() -> connect(client));
      } catch (IOException ignored) {
        // close() ends the accept; any other failure is the one connection's, which is gone.
        Thread.onSpinWait();
      }
    }
  }

  private void connect(Socket client) {
    try (client;
        Socket server = new Socket()) {
      // Small buffers: what lies in them when the link breaks was counted, but did not arrive.
      server.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
      client.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
      open.add(client);
      open.add(server);
      Thread up = Thread.ofVirtual().name("link-up").start(() -> pumpUp(client, server));
      pumpDown(server, client);
      up.interrupt();
    } catch (IOException ignored) {
      // The hub is away: the site sees what it would see on a dead link.
      closeQuietly(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.removeIf(Socket::isClosed);
    }
  }

  private void pumpDown(Socket from, Socket to) throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK_BYTES];
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      pace.carry(read);
      long sum = down.addAndGet(read);
      out.write(chunk, 0, read);
      if (sum >= cutAfter && wasCut.compareAndSet(false, true)) {
        cut();
      }
    }
  }

  private static void pumpUp(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException ignored) {
      // One side went away: the other one follows, as on a real link.
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // Closing is all that is left to do with it.
      Thread.onSpinWait();
    }
  }

  /** Lets all connections together have so many bytes a second. */
  private static final class LinkPace {
    private final long bytesPerSecond;
    private final AtomicLong freeAtNanos = new AtomicLong(System.nanoTime());

    LinkPace(long bytesPerSecond) {
      this.bytesPerSecond = bytesPerSecond;
    }

    void carry(int bytes) throws InterruptedException {
      long now = System.nanoTime();
      long cost = bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
      long free = freeAtNanos.updateAndGet(at -> Math.max(at, now) + cost);
      TimeUnit.NANOSECONDS.sleep(free - now - cost);
    }
  }
}
