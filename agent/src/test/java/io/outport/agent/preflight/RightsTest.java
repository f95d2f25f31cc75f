package io.outport.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.agent.problem.Problem;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is said where somebody took rights from the agent. */
final class RightsTest {
  @AutoClose private final CheckedCluster cluster = new CheckedCluster();

  @Test
  void saysByWhichCommandTheAgentGetsThemBack() {
    cluster.api.grant(_ -> false);

    assertThat(cluster.problems(Map.of()))
        .filteredOn(each -> each.code().equals("RightsMissing"))
        .singleElement()
        .extracting(Problem::text)
        .asString()
        .contains("may not create", "kubectl create clusterrolebinding outport-agent");
  }
}
