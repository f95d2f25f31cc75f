package io.outport.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** One connection through a {@link CuttingRelay}: two pumps, ended together by a cut. */
final class RelayedConnection {
  private static final int CHUNK_BYTES = 16 * 1024;

  private final CuttingRelay relay;
  private final Socket client;
  private final Socket server;
  private final long downstreamLimit;
  private final AtomicLong down = new AtomicLong();
  private final AtomicLong up = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();

  RelayedConnection(CuttingRelay relay, Socket client, Socket server, long downstreamLimit) {
    this.relay = relay;
    this.client = client;
    this.server = server;
    this.downstreamLimit = downstreamLimit;
  }

  void start() {
    Thread.ofVirtual().name("relay-down").start(this::pumpDown);
    Thread.ofVirtual().name("relay-up").start(this::pumpUp);
  }

  CuttingRelay.Traffic traffic() {
    return new CuttingRelay.Traffic(down.get(), up.get());
  }

  /** Ends the connection as a failing link would; does nothing when it has ended. */
  void cut() {
    if (ended.compareAndSet(false, true)) {
      relay.countCut();
      closeBoth();
    }
  }

  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // Closing is all that is left to do with it.
    }
  }

  private void pumpDown() {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      InputStream from = server.getInputStream();
      OutputStream to = client.getOutputStream();
      while (down.get() < downstreamLimit) {
        int wanted = (int) Math.min(chunk.length, downstreamLimit - down.get());
        int read = from.read(chunk, 0, wanted);
        if (read < 0) {
          end();
          return;
        }
        relay.passDown(read);
        to.write(chunk, 0, read);
        down.addAndGet(read);
        relay.countDown(read);
      }
      cut();
    } catch (IOException ignored) {
      // One side went away: the other is closed as well, which is what a link does.
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end();
    }
  }

  private void pumpUp() {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      InputStream from = client.getInputStream();
      OutputStream to = server.getOutputStream();
      for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
        relay.passUp();
        to.write(chunk, 0, read);
        up.addAndGet(read);
        relay.countUp(read);
      }
      server.shutdownOutput();
    } catch (IOException ignored) {
      // As above.
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end();
    }
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      closeBoth();
    }
  }

  private void closeBoth() {
    closeQuietly(client);
    closeQuietly(server);
  }
}
