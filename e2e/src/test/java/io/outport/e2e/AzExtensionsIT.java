package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The vendor's SDK for extensions of clusters, at a hub whose cluster is played. */
@Tag("az")
@Timeout(300)
class AzExtensionsIT {
  private static final String CLUSTER = "site1";

  @Test
  void theSdkForPythonHasAClusterRunAnExtension() throws IOException {
    try (Az az = Az.start()) {
      for (String version : new String[] {"0.9.0", "1.0.0"}) {
        Path chart = Charts.connectedRegistry(az.fleet().folder(), version);
        az.fleet().outport("hub", "publish", "--chart", chart.toString()).run().succeeded();
      }
      try (PlayedAgent _ = PlayedAgent.start(az.view().enrol(CLUSTER))) {
        assertThat(az.python("az/extensions.py", CLUSTER).succeeded().out())
            .contains("the SDK had the cluster run an extension");
      }
    }
  }
}
