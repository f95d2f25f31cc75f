package io.outport.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.GatewayClient;
import io.outport.hubapi.gateway.MessageBatch;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubServerTest {
  @TempDir private Path folder;

  @Test
  void letsASiteActivateAndReadItsConfiguration() throws Exception {
    try (TestHub hub = TestHub.start(folder.resolve("hub"))) {
      String password =
          hub.createSite(
              "shop1", "repositories/app/*/content/read", "repositories/app/*/metadata/read");
      GatewayClient site = hub.gateway("shop1", password, "one");

      var configuration = site.activate(new ActivationRequest("one", "test"));

      assertThat(configuration.name()).isEqualTo("shop1");
      assertThat(configuration.mode()).isEqualTo("ReadOnly");
      assertThat(configuration.repositories()).containsExactly("app/*");
      MessageBatch batch = site.poll(0, configuration.revision(), Duration.ZERO);
      assertThat(batch.lastSequence()).isZero();
    }
  }
}
