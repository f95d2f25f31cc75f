package io.outport.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** A port that is open only while all is well, for the probes of an image that has no shell. */
final class ReadyPort {
  private final int port;
  private @Nullable ServerSocket open;

  ReadyPort(int port) {
    this.port = port;
  }

  /** Opens or closes the port; nothing happens where it is so already, or where none is wished. */
  synchronized void set(boolean ready) {
    try {
      ServerSocket now = open;
      if (now != null && !ready) {
        now.close();
        open = null;
      } else if (now == null && ready && port > 0) {
        ServerSocket socket = new ServerSocket(port);
        open = socket;
        Thread.ofVirtual().name("ready").start(() -> greet(socket));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open port " + port + " for probes", e);
    }
  }

  /** Takes each connection and drops it, so that none waits in a queue that fills. */
  private static void greet(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket probe = socket.accept()) {
        probe.shutdownOutput();
      } catch (IOException e) {
        // Closed, or the probe has gone: nothing to tell it.
      }
    }
  }
}
