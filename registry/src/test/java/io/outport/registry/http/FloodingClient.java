package io.outport.registry.http;

import io.outport.pki.TrustBundle;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A process of its own that opens connections, asks nothing and stays until its input ends: {@code
 * <port> <count> [<file of the authority to trust>]}. Says {@code open <count>} when it has them.
 */
final class FloodingClient {
  private FloodingClient() {}

  public static void main(String[] arguments) throws IOException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    int count = Integer.parseInt(arguments[1]);
    List<Closeable> open = new ArrayList<>();
    if (arguments.length < 3) {
      for (int i = 0; i < count; i++) {
        open.add(connect(server));
      }
    } else {
      SSLContext tls = TrustBundle.ofPem(Files.readString(Path.of(arguments[2]))).clientContext();
      for (int i = 0; i < count; i++) {
        SSLSocket secure =
            (SSLSocket)
                tls.getSocketFactory()
                    .createSocket(connect(server), "127.0.0.1", server.getPort(), true);
        secure.startHandshake();
        open.add(secure);
      }
    }
    System.out.println("open " + open.size());
    System.out.flush();
    while (System.in.read() >= 0) {
      // Whoever started this ends it by closing its input.
    }
  }

  private static Socket connect(InetSocketAddress server) throws IOException {
    Socket socket = new Socket();
    socket.connect(server);
    return socket;
  }
}
