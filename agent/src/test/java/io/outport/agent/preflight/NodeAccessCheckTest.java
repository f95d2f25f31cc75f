package io.outport.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.kubernetes.KubernetesClusterView;
import io.outport.agent.problem.Problem;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.settings.SettingsReader;
import io.outport.agent.settings.SettingsReading;
import io.outport.testkit.VirtualClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A namespace that lets in no pod which writes files of its node. */
final class NodeAccessCheckTest {
  private static final String CONNECTION =
      "ConnectedRegistryName=shop1;SyncTokenName=t;SyncTokenPassword=p;"
          + "ParentGatewayEndpoint=hub.example:8443;ParentEndpointProtocol=https";
  private static final String WORDS =
      "violates PodSecurity \"restricted:latest\": hostPath volumes";

  private final VirtualClock clock = VirtualClock.start();
  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private final KubernetesClient client = api.client();

  @BeforeEach
  void refusePods() {
    api.judge(
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
    api.judge(object -> Optional.of("admission webhook denied the request: image not signed"));
    assertThat(problems("true")).isEmpty();

    refusePods();
    api.grant(question -> !question.toString().contains("\"pods\""));
    assertThat(problems("true")).isEmpty();
  }

  private void namespace() {
    api.put(
        "namespaces",
        """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"site"}}\
        """);
  }

  private List<Problem> problems(String trust) {
    SettingsReading reading =
        SettingsReader.read(
            Map.of("service.clusterIP", "10.96.0.50", "trustDistribution.enabled", trust),
            Map.of("connectionString", CONNECTION),
            clock);
    PreflightInput input =
        new PreflightInput(
            new ReleaseName("site", "shop1"),
            ((SettingsReading.Accepted) reading).settings(),
            new ImageFacts("image", Set.of("amd64"), ""),
            "");
    return new Preflight(new KubernetesClusterView(client), clock)
        .check(input).stream().filter(each -> each.code().equals("NodeAccessRefused")).toList();
  }
}
