package io.outport.agent.preflight;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.kubernetes.KubernetesClusterView;
import io.outport.agent.problem.Problem;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.settings.SettingsReader;
import io.outport.agent.settings.SettingsReading;
import io.outport.testkit.VirtualClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cluster in which site {@code shop1} is to be installed in namespace {@code site}. */
final class CheckedCluster implements AutoCloseable {
  private static final String CONNECTION =
      "ConnectedRegistryName=shop1;SyncTokenName=t;SyncTokenPassword=p;"
          + "ParentGatewayEndpoint=hub.example:8443;ParentEndpointProtocol=https";

  final FakeApi api = FakeApi.start();
  private final KubernetesClient client = api.client();
  private final VirtualClock clock = VirtualClock.start();

  /** All that is wrong with it for these settings, which are sound in themselves. */
  List<Problem> problems(Map<String, String> more, String... architectures) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("service.clusterIP", "10.96.0.50");
    SettingsReading reading =
        SettingsReader.read(settings, Map.of("connectionString", CONNECTION), clock);
    PreflightInput input =
        new PreflightInput(
            new ReleaseName("site", "shop1"),
            ((SettingsReading.Accepted) reading).settings(),
            new ImageFacts("image", Set.of(architectures), ""),
            "");
    return new Preflight(new KubernetesClusterView(client), clock).check(input);
  }

  @Override
  public void close() {
    client.close();
    api.close();
  }
}
