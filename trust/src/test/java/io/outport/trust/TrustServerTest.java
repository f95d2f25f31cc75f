package io.outport.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.trust.TrustServer.Pace;
import io.outport.trust.TrustStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrustServerTest {
  private static final String ADDRESS = "https://10.0.0.9";
  private static final Pace QUICK = new Pace(Duration.ofMillis(20), Duration.ofMillis(20));
  private static final long PATIENCE_SECONDS = 20;

  @TempDir private Path folder;
  private final BlockingQueue<TrustStatus> told = new LinkedBlockingQueue<>();
  private TestNode node;
  private FakeContainerd containerd;

  @BeforeEach
  void prepare() throws IOException {
    node = new TestNode(folder);
    node.write("etc/containerd/config.toml", "version = 2\n");
    containerd = FakeContainerd.on(node, "v1.7.20", "connection refused");
  }

  @AfterEach
  void end() throws IOException {
    containerd.close();
  }

  @Test
  void keepsANodeAndSaysAStateOnce() throws Exception {
    try (var _ = TrustServer.keep(node.settings(ADDRESS), QUICK, told::add)) {
      assertThat(next().state()).isEqualTo(State.WRITTEN);
      Files.delete(node.root.resolve("etc/containerd/certs.d/10.0.0.9/hosts.toml"));
      while (!Files.exists(node.root.resolve("etc/containerd/certs.d/10.0.0.9/hosts.toml"))) {
        Thread.onSpinWait();
      }
    }
    assertThat(told).isEmpty();
  }

  @Test
  void aRemovalWaitsForTheServerThatStillWrites() throws Exception {
    Map<String, String> before = node.everything();
    TrustServer keeper = TrustServer.keep(node.settings(ADDRESS), QUICK, told::add);
    assertThat(next().state()).isEqualTo(State.WRITTEN);

    try (TrustServer remover = TrustServer.remove(node.settings(ADDRESS), QUICK, told::add)) {
      assertThat(told.poll(200, TimeUnit.MILLISECONDS)).as("said while another works").isNull();
      keeper.close();
      remover.untilDone();
    }

    assertThat(next().state()).isEqualTo(State.REMOVED);
    assertThat(node.everything()).isEqualTo(before);
  }

  /** As when an upgrade is cut off between the removal's start and the end of what serves. */
  @Test
  void aRemovalThatStaysAlsoTakesBackWhatIsWrittenLater() throws Exception {
    Map<String, String> before = node.everything();
    try (var _ = TrustServer.keepRemoved(node.settings(ADDRESS), QUICK, told::add)) {
      assertThat(next().state()).isEqualTo(State.REMOVED);

      BlockingQueue<TrustStatus> kept = new LinkedBlockingQueue<>();
      try (var _ = TrustServer.keep(node.settings(ADDRESS), QUICK, kept::add)) {
        assertThat(kept.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
      }
      await().untilAsserted(() -> assertThat(node.everything()).isEqualTo(before));
    }
    assertThat(told).isEmpty();
  }

  @Test
  void aRemovalTouchesNothingOnANodeThatWasNeverServed() throws Exception {
    Path state = node.root.resolve("var/lib");
    Files.delete(state);
    Files.writeString(state, "nothing can be made here");

    try (var remover = TrustServer.remove(node.settings(ADDRESS), QUICK, told::add)) {
      assertThat(next().state()).isEqualTo(State.REMOVED);
      remover.untilDone();
    }
  }

  @Test
  void saysThatAnotherSiteKeepsTheNodeUntilItDoesNot() throws Exception {
    BlockingQueue<TrustStatus> others = new LinkedBlockingQueue<>();
    TrustServer first = TrustServer.keep(node.settings(ADDRESS), QUICK, told::add);
    assertThat(next().state()).isEqualTo(State.WRITTEN);

    try (var _ = TrustServer.keep(other("https://10.0.0.8"), QUICK, others::add);
        var _ = TrustServer.keep(node.settings(ADDRESS), QUICK, told::add)) {
      TrustStatus status = others.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(status).isNotNull();
      assertThat(status.state()).isEqualTo(State.FAILED);
      assertThat(status.detail())
          .contains("release shop1 in namespace registries", "trustDistribution.enabled=false");
      assertThat(told).as("said of its own release").isEmpty();

      first.close();
      await().until(() -> !others.isEmpty() || !told.isEmpty());
    }
  }

  @Test
  void theRemovalOfOneSiteLeavesTheOthersTrust() throws Exception {
    TrustServer first = TrustServer.keep(node.settings(ADDRESS), QUICK, told::add);
    assertThat(next().state()).isEqualTo(State.WRITTEN);
    Map<String, String> kept = node.everything();

    for (TrustServer server : List.of(first, first)) {
      try (var remover = TrustServer.remove(other(ADDRESS), QUICK, told::add)) {
        TrustStatus status = next();
        assertThat(status.state()).isEqualTo(State.REMOVED);
        assertThat(status.detail()).contains("release shop1 in namespace registries");
        remover.untilDone();
      }
      assertThat(node.everything()).isEqualTo(kept);
      server.close(); // as when its pod is started anew
    }
  }

  private TrustSettings other(String address) {
    return node.settingsOf("registries/shop2", address);
  }

  /** It says what to do, and goes on by itself once that is done. */
  @Test
  void aRemovalWithADamagedRecordChangesNothingUntilThatIsMended() throws Exception {
    NodeTrust.of(node.settings(ADDRESS)).apply();
    Path record = node.root.resolve(NodeTrust.RECORD.substring(1));
    byte[] whole = Files.readAllBytes(record);
    Files.writeString(record, "{ torn");

    try (TrustServer remover = TrustServer.remove(node.settings(ADDRESS), QUICK, told::add)) {
      TrustStatus failed = next();
      assertThat(failed.state()).isEqualTo(State.FAILED);
      assertThat(failed.detail()).contains("damaged", NodeTrust.RECORD);
      assertThat(node.root.resolve("etc/containerd/certs.d/10.0.0.9/hosts.toml")).exists();

      Files.write(record, whole);

      remover.untilDone();
    }
    assertThat(next().state()).isEqualTo(State.REMOVED);
    assertThat(node.root.resolve("etc/containerd/certs.d")).doesNotExist();
  }

  /** The ready port would stay open, and nobody would look at the node again. */
  @Test
  void tellsOfAnErrorOfTheProgramAndGoesOn() throws Exception {
    AtomicBoolean failing = new AtomicBoolean(true);
    Consumer<TrustStatus> report =
        status -> {
          if (status.state() == State.WRITTEN && failing.getAndSet(false)) {
            throw new IllegalStateException("played");
          }
          told.add(status);
        };
    try (var _ = TrustServer.keep(node.settings(ADDRESS), QUICK, report)) {
      TrustStatus failed = next();
      assertThat(failed.state()).isEqualTo(State.FAILED);
      assertThat(failed.detail()).contains("error of the program", "played");
      assertThat(next().state()).isEqualTo(State.WRITTEN);
    }
  }

  @Test
  void endsTheProcessAtAnErrorOfTheMachine() throws Exception {
    CountDownLatch fallen = new CountDownLatch(1);
    Consumer<TrustStatus> report =
        status -> {
          throw new UnsatisfiedLinkError("played");
        };
    try (var _ = TrustServer.keep(node.settings(ADDRESS), QUICK, report, fallen::countDown)) {
      assertThat(fallen.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  private TrustStatus next() throws InterruptedException {
    TrustStatus status = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(status).as("nothing was said in time").isNotNull();
    return status;
  }
}
