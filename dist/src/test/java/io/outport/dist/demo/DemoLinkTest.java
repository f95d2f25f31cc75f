package io.outport.dist.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outport.testkit.FreePorts;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The demo's link, before a server that answers each number with so many bytes. */
final class DemoLinkTest {
  private static final long FAST = 1L << 30;
  private static final long NEVER = Long.MAX_VALUE;
  private static final int READ_MILLIS = 20_000;

  private ServerSocket server;

  @BeforeEach
  void serve() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  @Test
  void carriesBothWaysAndCountsWhatComesDown() throws IOException {
    int port = FreePorts.pick();
    try (DemoLink link = DemoLink.open(port, server.getLocalPort(), FAST, NEVER)) {
      fetch(port, 100_000);
      fetch(port, 1);

      assertThat(link.carried()).isEqualTo(100_001);
      assertThat(link.wasCut()).isFalse();
    }
  }

  /** Many times: who comes back within microseconds must not be cut off with the others. */
  @RepeatedTest(100)
  void breaksOnceAndCarriesAgain() throws IOException {
    int port = FreePorts.pick();
    try (DemoLink link = DemoLink.open(port, server.getLocalPort(), FAST, 50_000)) {
      assertThatThrownBy(() -> fetch(port, 10_000_000))
          .isInstanceOfAny(EOFException.class, SocketException.class);

      assertThat(link.wasCut()).isTrue();
      assertThat(link.carried()).isBetween(50_000L, 500_000L);
      fetch(port, 1_000_000);
    }
  }

  @Test
  void keepsToItsPaceOverAllConnections() throws Exception {
    int port = FreePorts.pick();
    long started = System.nanoTime();
    try (DemoLink link = DemoLink.open(port, server.getLocalPort(), 1_000_000, NEVER)) {
      Thread other = Thread.ofVirtual().start(() -> fetchQuietly(port, 150_000));
      fetch(port, 150_000);

      assertThat(other.join(Duration.ofMillis(READ_MILLIS))).isTrue();
      assertThat(link.carried()).isEqualTo(300_000);
    }
    // The last piece is not waited for.
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started)).isGreaterThan(250);
  }

  @Test
  void closesConnectionsWhileTheServerIsAway() throws IOException {
    int port = FreePorts.pick();
    try (DemoLink link = DemoLink.open(port, FreePorts.pick(), FAST, NEVER)) {
      assertThatThrownBy(() -> fetch(port, 1))
          .isInstanceOfAny(EOFException.class, SocketException.class);
      assertThat(link.carried()).isZero();
    }
  }

  @Test
  void freesItsPortWhenClosed() throws IOException {
    int port = FreePorts.pick();
    DemoLink.open(port, server.getLocalPort(), FAST, NEVER).close();

    await().until(() -> !DemoProcess.answers(port));
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  private static void fetch(int port, int bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(READ_MILLIS);
      socket.getOutputStream().write((bytes + "\n").getBytes(US_ASCII));
      new DataInputStream(socket.getInputStream()).readFully(new byte[bytes]);
    }
  }

  private static void fetchQuietly(int port, int bytes) {
    try {
      fetch(port, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException ignored) {
        // The test is over.
        return;
      }
    }
  }

  private static void answer(Socket client) {
    try (client) {
      BufferedReader asked =
          new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
      for (String line = asked.readLine(); line != null; line = asked.readLine()) {
        client.getOutputStream().write(new byte[Integer.parseInt(line)]);
      }
    } catch (IOException ignored) {
      // The link was cut, as the test wants it.
      Thread.onSpinWait();
    }
  }
}
