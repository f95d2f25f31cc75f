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
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is said where somebody took rights from the agent. */
final class RightsTest {
  private static final String CONNECTION =
      "ConnectedRegistryName=shop1;SyncTokenName=t;SyncTokenPassword=p;"
          + "ParentGatewayEndpoint=hub.example:8443;ParentEndpointProtocol=https";

  private final VirtualClock clock = VirtualClock.start();
  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private final KubernetesClient client = api.client();

  @Test
  void saysByWhichCommandTheAgentGetsThemBack() {
    api.grant(_ -> false);

    assertThat(problems())
        .filteredOn(each -> each.code().equals("RightsMissing"))
        .singleElement()
        .extracting(Problem::text)
        .asString()
        .contains("may not create", "kubectl create clusterrolebinding outport-agent");
  }

  private List<Problem> problems() {
    SettingsReading reading =
        SettingsReader.read(
            Map.of("service.clusterIP", "10.96.0.50"),
            Map.of("connectionString", CONNECTION),
            clock);
    PreflightInput input =
        new PreflightInput(
            new ReleaseName("site", "shop1"),
            ((SettingsReading.Accepted) reading).settings(),
            new ImageFacts("image", Set.of(), ""),
            "");
    return new Preflight(new KubernetesClusterView(client), clock).check(input);
  }
}
