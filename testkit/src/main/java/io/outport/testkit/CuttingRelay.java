package io.outport.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bad link: a TCP relay on loopback that counts what it carries and cuts connections by plan or
 * on demand. "Down" is from the target to the client.
 *
 * <p>A cut closes both sides without discarding what was already counted, so that a client that
 * reads on receives all counted bytes; socket buffers are small, so that a client that dies leaves
 * few of them unread. Safe for many threads.
 */
public final class CuttingRelay implements AutoCloseable {
  /** Size of each socket buffer asked for, in bytes; the kernel may double it. */
  static final int SOCKET_BUFFER_BYTES = 64 * 1024;

  private static final int CONNECT_MILLIS = 10_000;
  private static final int BACKLOG = 128;

  private final InetSocketAddress target;
  private final CutPlan plan;
  private final ServerSocket listener;
  private final LinkRate rate = new LinkRate();
  private final Gate gate = new Gate();
  private final AtomicLong downstreamBytes = new AtomicLong();
  private final AtomicLong upstreamBytes = new AtomicLong();
  private final AtomicLong cuts = new AtomicLong();
  private final ConcurrentLinkedQueue<RelayedConnection> connections =
      new ConcurrentLinkedQueue<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private CuttingRelay(InetSocketAddress target, CutPlan plan, ServerSocket listener) {
    this.target = target;
    this.plan = plan;
    this.listener = listener;
  }

  /** Starts a relay on a free loopback port. */
  public static CuttingRelay start(InetSocketAddress target, CutPlan plan) throws IOException {
    return start(0, target, plan);
  }

  /** Starts a relay on this loopback port; 0 takes a free one. */
  public static CuttingRelay start(int port, InetSocketAddress target, CutPlan plan)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    CuttingRelay relay = new CuttingRelay(target, plan, listener);
    Thread.ofVirtual().name("relay-accept").start(relay::acceptAll);
    return relay;
  }

  /** Where clients connect. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** The port where clients connect. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Bytes carried from target to clients, over all connections so far. */
  public long downstreamBytes() {
    return downstreamBytes.get();
  }

  /** Bytes carried from clients to the target, over all connections so far. */
  public long upstreamBytes() {
    return upstreamBytes.get();
  }

  /** Connections ended by the plan or by {@link #cutAll()}. */
  public long cuts() {
    return cuts.get();
  }

  /** What each connection carried, oldest first; open ones are included. */
  public List<Traffic> connections() {
    List<Traffic> each = new ArrayList<>();
    connections.forEach(connection -> each.add(connection.traffic()));
    return each;
  }

  /** Bytes of one connection so far. */
  public record Traffic(long downstreamBytes, long upstreamBytes) {}

  /** Carries nothing more and refuses new connections, until {@link #resume()}. */
  public void pause() {
    gate.shut();
  }

  /** Carries again: stalled connections go on where they stood. */
  public void resume() {
    gate.open();
  }

  /** Cuts every open connection now; new ones are accepted as before. */
  public void cutAll() {
    connections.forEach(RelayedConnection::cut);
  }

  /** Limits the link in the downstream direction, shared by all connections. */
  public void setBytesPerSecond(long bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("a link carries at least 1 B/s: " + bytesPerSecond);
    }
    rate.set(bytesPerSecond);
  }

  /** Takes the limit of {@link #setBytesPerSecond} away. */
  public void setUnlimited() {
    rate.set(LinkRate.UNLIMITED);
  }

  /** Stops listening and cuts what is open. */
  @Override
  public void close() throws IOException {
    closed.set(true);
    listener.close();
    gate.open();
    cutAll();
  }

  void countDown(int bytes) {
    downstreamBytes.addAndGet(bytes);
  }

  void countUp(int bytes) {
    upstreamBytes.addAndGet(bytes);
  }

  void countCut() {
    cuts.incrementAndGet();
  }

  /** Waits for the link to be open and to have room for these bytes on their way down. */
  void passDown(int bytes) throws InterruptedException {
    gate.pass();
    rate.carry(bytes);
    gate.pass();
  }

  void passUp() throws InterruptedException {
    gate.pass();
  }

  private void acceptAll() {
    while (!closed.get()) {
      try {
        Socket client = listener.accept();
        if (gate.isShut()) {
          client.close();
        } else {
          Thread.ofVirtual().name("relay-connect").start(() -> connect(client));
        }
      } catch (IOException ignored) {
        // close() ends the accept; any other failure belongs to the one client that was accepted.
        Thread.onSpinWait();
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket();
      server.setReceiveBufferSize(SOCKET_BUFFER_BYTES);
      server.setSendBufferSize(SOCKET_BUFFER_BYTES);
      client.setSendBufferSize(SOCKET_BUFFER_BYTES);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target, CONNECT_MILLIS);
      RelayedConnection connection = new RelayedConnection(this, client, server, plan.nextLimit());
      connections.add(connection);
      connection.start();
      if (closed.get()) {
        connection.cut();
      }
    } catch (IOException ignored) {
      // The target is down: the client sees what it would see without a relay, a closed connection.
      RelayedConnection.closeQuietly(client);
    }
  }
}
