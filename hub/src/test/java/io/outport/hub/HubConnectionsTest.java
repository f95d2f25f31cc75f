package io.outport.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.registry.http.ConnectionLimits;
import io.outport.registry.http.Protection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the hub's own listener has the limits of connections that it was given. */
final class HubConnectionsTest {
  private static final int MAX_OPEN = 3;
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;

  @Test
  void closesConnectionsBeyondTheCapAndSilentOnes() throws IOException {
    ConnectionLimits limits =
        new ConnectionLimits(MAX_OPEN, MAX_OPEN, SHORT, LONG, LONG, LONG, LONG);
    NewHub made = TestHub.init(folder.resolve("hub"));
    try (TestHub hub = TestHub.start(made, it -> it.with(Protection.DEFAULT.with(limits)))) {
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 2 * MAX_OPEN; i++) {
        silent.add(connect(hub.server().port()));
      }
      // Those beyond the cap end at once, and the others when they have begun no TLS in time.
      for (Socket each : silent) {
        assertThat(each.getInputStream().read()).isEqualTo(-1);
        each.close();
      }
      await().ignoreExceptions().until(() -> hub.get("/v2/").statusCode() == 401);
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }
}
