package io.outport.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.cluster.ClusterException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code kubectl annotate namespace outport-agent outport.io/hold=…} tells the agent. */
final class KubernetesHoldsTest {
  private FakeApi api;
  private KubernetesClient client;
  private KubernetesHolds holds;

  @BeforeEach
  void start() throws IOException {
    api = FakeApi.start();
    client = api.client();
    holds = new KubernetesHolds(client, "outport-agent");
  }

  @AfterEach
  void stop() {
    client.close();
    api.close();
  }

  @Test
  void readsTheWordsOfItsOwnNamespaceAlone() {
    annotate("other", "outport.io/hold", "elsewhere");
    assertThat(holds.hold()).isEmpty();
    annotate("outport-agent", "outport.io/other", "x");
    assertThat(holds.hold()).isEmpty();

    annotate("outport-agent", "outport.io/hold", "inventory until 6");

    assertThat(holds.hold()).contains("inventory until 6");
  }

  @Test
  void takesAHoldWithoutWordsForOneAndCutsLongOnes() {
    annotate("outport-agent", "outport.io/hold", "");
    assertThat(holds.hold()).contains("no reason was given");

    annotate("outport-agent", "outport.io/hold", "x".repeat(1000));
    assertThat(holds.hold().orElseThrow()).hasSize(256);
  }

  @Test
  void saysSoWhereTheServerDoesNotAnswer() {
    api.down(true);

    assertThatThrownBy(holds::hold)
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("namespace outport-agent cannot be read");
  }

  private void annotate(String namespace, String key, String words) {
    api.put(
        "namespaces",
        """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s","annotations":{"%s":"%s"}}}\
        """
            .formatted(namespace, key, words));
  }
}
