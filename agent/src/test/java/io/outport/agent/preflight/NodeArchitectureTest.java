package io.outport.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.agent.problem.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On which nodes of a mixed cluster the image must be able to run. */
final class NodeArchitectureTest {
  private static final String TAINT =
      "{\"key\":\"big-endian\",\"value\":\"yes\",\"effect\":\"NoSchedule\"}";

  @AutoClose private final CheckedCluster cluster = new CheckedCluster();

  @BeforeEach
  void start() {
    node("n1", "amd64", "linux", "", "");
    node("n2", "arm64", "linux", "", "");
  }

  @Test
  void takesNodesOfAllItsArchitectures() {
    assertThat(problems(Map.of())).isEmpty();
  }

  @Test
  void namesTheNodesWhoseTrustPodWouldNeverRun() {
    node("n3", "s390x", "linux", "", "");

    assertThat(problems(Map.of()))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("ArchitectureNotAvailable");
              assertThat(problem.text())
                  .contains("n3 (s390x)", "amd64, arm64", "useNodeSelector=true")
                  .doesNotContain("n1", "n2");
            });
    assertThat(problems(Map.of("trustDistribution.enabled", "false"))).isEmpty();
  }

  @Test
  void looksAtLabelledNodesAloneWhereTrustGoesToThem() {
    node("n3", "s390x", "linux", "", "");
    Map<String, String> settings = Map.of("trustDistribution.useNodeSelector", "true");
    assertThat(problems(settings)).isEmpty();

    node("n3", "s390x", "linux", ",\"containerd-configured-by\":\"connected-registry\"", "");

    assertThat(problems(settings))
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).contains("n3 (s390x)", "take the label"));
  }

  @Test
  void passesOverNodesWhoseTaintsAreNotTolerated() {
    node("n3", "s390x", "linux", "", TAINT);
    String key = "trustDistribution.tolerations";

    assertThat(problems(Map.of())).hasSize(1);
    assertThat(problems(Map.of(key, "[]"))).isEmpty();
    assertThat(problems(Map.of(key, "[{\"key\":\"big-endian\",\"value\":\"no\"}]"))).isEmpty();
    assertThat(problems(Map.of(key, "[{\"key\":\"big-endian\",\"value\":\"yes\"}]"))).hasSize(1);
    assertThat(problems(Map.of(key, "[{\"operator\":\"Exists\",\"effect\":\"PreferNoSchedule\"}]")))
        .isEmpty();
  }

  @Test
  void passesOverWindows() {
    node("n3", "windows-arm", "windows", "", "");

    assertThat(problems(Map.of())).isEmpty();
  }

  @Test
  void needsOneNodeForTheSiteAmongThoseThatItMayRunOn() {
    node("n3", "s390x", "linux", ",\"disk\":\"ssd\"", "");
    String off = "trustDistribution.enabled";

    assertThat(problems(Map.of("nodeSelector.disk", "ssd", off, "false")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).contains("the nodes are s390x"));
    assertThat(problems(Map.of("nodeSelector.kubernetes.io/os", "linux", off, "false"))).isEmpty();
  }

  private List<Problem> problems(Map<String, String> settings) {
    return cluster.problems(settings, "amd64", "arm64").stream()
        .filter(each -> each.code().startsWith("Architecture"))
        .toList();
  }

  private void node(String name, String architecture, String os, String labels, String taint) {
    cluster.api.put(
        "nodes",
        """
        {"apiVersion":"v1","kind":"Node",
         "metadata":{"name":"%s","labels":{"kubernetes.io/os":"%s"%s}},"spec":{"taints":[%s]},
         "status":{"conditions":[{"type":"Ready","status":"True"}],
         "nodeInfo":{"architecture":"%s","containerRuntimeVersion":"containerd://2.1.4"}}}\
        """
            .formatted(name, os, labels, taint, architecture));
  }
}
