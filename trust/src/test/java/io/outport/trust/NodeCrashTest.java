package io.outport.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** L9: whenever the process ends, the node comes back byte for byte, and nothing of ours stays. */
final class NodeCrashTest {
  private static final String CONFIG = "version = 2\n# the operator's\n[metrics]\n";

  /** More changes than any of the runs below makes. */
  private static final int CHANGES = 60;

  private static final String[] ADDRESSES = {"https://10.0.0.9", "https://registry.example:8443"};

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> comesBackAfterACrashAtAnyChange() {
    return IntStream.range(0, 2 * CHANGES)
        .mapToObj(
            each ->
                DynamicTest.dynamicTest(
                    "change " + each / 2 + (each % 2 == 0 ? "" : ", half written"),
                    () -> crash(each / 2, each % 2 == 1)));
  }

  private void crash(int changes, boolean half) throws IOException {
    TestNode node = new TestNode(folder.resolve(changes + "-" + half));
    try (var _ = FakeContainerd.on(node, "v1.7.20")) {
      crash(node, changes, half);
    }
  }

  private static void crash(TestNode node, int changes, boolean half) throws IOException {
    node.write("etc/containerd/config.toml", CONFIG);
    node.write("etc/containerd/certs.d/10.0.0.9/hosts.toml", "# theirs\n");
    Map<String, String> found = node.everything();
    TrustSettings settings = node.settings(ADDRESSES);

    boolean written =
        survives(() -> NodeTrust.of(settings, new CrashingFiles(changes, half)).apply());
    if (changes % 3 == 0 || written) {
      NodeTrust.of(settings).apply();
      assertThat(node.read("etc/containerd/certs.d/10.0.0.9/hosts.toml")).contains("10.0.0.9");
    }
    survives(() -> NodeTrust.of(settings, new CrashingFiles(changes, half)).remove());
    survives(() -> NodeTrust.of(settings, new CrashingFiles(changes / 2, half)).remove());
    NodeTrust.of(settings).remove();

    Map<String, String> now = node.everything();
    now.remove("var/lib/outport-trust"); // the server's, which holds its lock there
    assertThat(now).isEqualTo(found);
  }

  private interface Run {
    Object go() throws IOException;
  }

  private static boolean survives(Run run) throws IOException {
    try {
      return Objects.nonNull(run.go());
    } catch (CrashingFiles.Crash e) {
      return false;
    }
  }
}
