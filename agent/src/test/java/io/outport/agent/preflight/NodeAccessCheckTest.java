package io.outport.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.agent.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A namespace that lets in no pod which writes files of its node. */
final class NodeAccessCheckTest {
  private static final String WORDS =
      "violates PodSecurity \"restricted:latest\": hostPath volumes";

  @AutoClose private final CheckedCluster cluster = new CheckedCluster();

  @BeforeEach
  void refusePods() {
    cluster.api.judge(
        object ->
            Optional.of(WORDS).filter(words -> object.path("kind").asString("").equals("Pod")));
  }

  @Test
  void isTold() {
    namespace();

    assertThat(problems("true"))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.text())
                    .contains(
                        "namespace site",
                        WORDS,
                        "kubectl label --overwrite namespace site",
                        "trustDistribution.enabled=false"));
  }

  @Test
  void isNoMatterWithoutTrustOrWhereTheAgentMakesTheNamespace() {
    assertThat(problems("true")).isEmpty();
    namespace();
    assertThat(problems("false")).isEmpty();
  }

  @Test
  void isNoMatterOfOtherRefusalsNorOfRights() {
    namespace();
    cluster.api.judge(
        object -> Optional.of("admission webhook denied the request: image not signed"));
    assertThat(problems("true")).isEmpty();

    refusePods();
    cluster.api.grant(question -> !question.toString().contains("\"pods\""));
    assertThat(problems("true")).isEmpty();
  }

  private void namespace() {
    cluster.api.put(
        "namespaces",
        """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"site"}}\
        """);
  }

  private List<Problem> problems(String trust) {
    return cluster.problems(Map.of("trustDistribution.enabled", trust), "amd64").stream()
        .filter(each -> each.code().equals("NodeAccessRefused"))
        .toList();
  }
}
