package io.outport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CuttingRelayTest {
  private static final int SENT = 1_000_000;
  private final ServerSocket target = newTarget();

  @BeforeEach
  void startTarget() {
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void stopTarget() throws IOException {
    target.close();
  }

  @Test
  void carriesBothWaysAndCounts() throws IOException {
    try (CuttingRelay relay = CuttingRelay.start(address(), CutPlan.never());
        Socket client = connect(relay)) {
      client.getOutputStream().write(new byte[7]);
      client.shutdownOutput();

      assertThat(client.getInputStream().readAllBytes()).hasSize(SENT + 7);

      assertThat(relay.downstreamBytes()).isEqualTo(SENT + 7);
      assertThat(relay.upstreamBytes()).isEqualTo(7);
      assertThat(relay.connections()).containsExactly(new CuttingRelay.Traffic(SENT + 7, 7));
      assertThat(relay.cuts()).isZero();
    }
  }

  @Test
  void cutsAfterExactlyTheBytesOfThePlan() throws IOException {
    try (CuttingRelay relay = CuttingRelay.start(address(), CutPlan.afterEach(300_001))) {
      for (int i = 0; i < 2; i++) {
        try (Socket client = connect(relay)) {
          assertThat(countUntilEnd(client)).isEqualTo(300_001);
        }
      }
      assertThat(relay.downstreamBytes()).isEqualTo(600_002);
      assertThat(relay.cuts()).isEqualTo(2);
    }
  }

  @Test
  void cutsAtRandomWithinTheRange() {
    CutPlan plan = CutPlan.random(new Random(5), 10, 12);

    for (int i = 0; i < 100; i++) {
      assertThat(plan.nextLimit()).isBetween(10L, 12L);
    }
    assertThatThrownBy(() -> CutPlan.random(new Random(5), 3, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cutsWhatIsOpenOnDemand() throws IOException {
    try (CuttingRelay relay = CuttingRelay.start(address(), CutPlan.never());
        Socket client = connect(relay)) {
      assertThat(client.getInputStream().readNBytes(100)).hasSize(100);

      relay.cutAll();

      assertThat(countUntilEnd(client)).isLessThan(SENT);
      assertThat(relay.cuts()).isEqualTo(1);
    }
  }

  @Test
  void stallsAndRefusesWhilePaused() throws IOException {
    try (CuttingRelay relay = CuttingRelay.start(address(), CutPlan.never());
        Socket before = connect(relay)) {
      assertThat(before.getInputStream().readNBytes(100)).hasSize(100);
      relay.pause();
      before.setSoTimeout(300);

      assertThatThrownBy(() -> before.getInputStream().readAllBytes())
          .isInstanceOf(SocketTimeoutException.class);
      try (Socket refused = connect(relay)) {
        assertThat(countUntilEnd(refused)).isZero();
      }

      relay.resume();
      before.setSoTimeout(10_000);
      assertThat(before.getInputStream().read()).isNotNegative();
    }
  }

  @Test
  void holdsTheRateOfTheLink() throws IOException {
    try (CuttingRelay relay = CuttingRelay.start(address(), CutPlan.never());
        Socket client = connect(relay)) {
      client.shutdownOutput();
      relay.setBytesPerSecond(2_000_000);
      long start = System.nanoTime();

      client.getInputStream().readAllBytes();

      // What was on its way before the limit came may be ahead of it.
      assertThat((System.nanoTime() - start) / 1e9).isBetween(0.25, 5.0);
    }
  }

  @Test
  void closesTheClientWhenTheTargetIsDown() throws IOException {
    int port = FreePorts.pick();
    InetSocketAddress nobody = new InetSocketAddress(target.getInetAddress(), port);
    try (CuttingRelay relay = CuttingRelay.start(nobody, CutPlan.never());
        Socket client = connect(relay)) {
      assertThat(countUntilEnd(client)).isZero();
    }
  }

  @Test
  void leavesFewBytesUnreadWhenTheClientStopsReading() throws IOException {
    try (CuttingRelay relay = CuttingRelay.start(address(), CutPlan.never());
        Socket client = new Socket()) {
      client.setReceiveBufferSize(64 * 1024);
      client.connect(relay.address());
      client.getInputStream().readNBytes(1);
      await().during(Duration.ofMillis(300)).until(() -> relay.downstreamBytes() > 0);

      assertThat(relay.downstreamBytes()).isLessThan(600_000);
    }
  }

  private void serve() {
    while (!target.isClosed()) {
      try (Socket socket = target.accept()) {
        socket.getOutputStream().write(new byte[SENT]);
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException ignored) {
        // The test ended, or cut the connection.
        Thread.onSpinWait();
      }
    }
  }

  private InetSocketAddress address() {
    return (InetSocketAddress) target.getLocalSocketAddress();
  }

  private static Socket connect(CuttingRelay relay) throws IOException {
    Socket client = new Socket();
    client.setSoTimeout(10_000);
    client.connect(relay.address());
    return client;
  }

  private static long countUntilEnd(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    byte[] chunk = new byte[8192];
    long count = 0;
    try {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        count += read;
      }
    } catch (SocketException ignored) {
      // A reset is one of the ways in which a link ends.
      return count;
    }
    return count;
  }

  private static ServerSocket newTarget() {
    try {
      return new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
