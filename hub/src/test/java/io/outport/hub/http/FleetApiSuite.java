package io.outport.hub.http;

import io.outport.hub.TestHub;
import io.outport.hubapi.agent.DesiredExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cluster at a real hub that has three versions of a site's chart, anew for each test. */
abstract class FleetApiSuite {
  static final String TYPE = "\"extensionType\":\"Microsoft.ContainerRegistry.ConnectedRegistry\"";
  static final String SETTINGS =
      TYPE
          + ",\"configurationSettings\":{\"service.clusterIP\":\"10.96.0.77\"}"
          + ",\"configurationProtectedSettings\":{\"connectionString\":\"the secret words\"}";

  @TempDir Path folder;
  TestHub hub;
  TestFleet fleet;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start(folder.resolve("hub"));
    for (String version : List.of("0.9.0", "1.0.0", "1.1.0-rc.1")) {
      hub.push("charts/connected-registry", version, version);
    }
    fleet = TestFleet.start(hub);
  }

  @AfterEach
  void stop() {
    fleet.close();
    hub.close();
  }

  DesiredExtension wish() {
    return fleet.agent().desired(0, Duration.ZERO).orElseThrow().extensions().getFirst();
  }

  String state() throws Exception {
    return fleet
        .get(fleet.extension(TestFleet.EXTENSION))
        .at("/properties/provisioningState")
        .asString();
  }
}
