package io.outport.hubapi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.gateway.MessageBatch;
import io.outport.hubapi.gateway.StatusReport;
import io.outport.hubapi.model.ConnectedRegistry.Parent;
import io.outport.hubapi.model.ConnectedRegistry.SyncProperties;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class ControlJsonTest {
  @Test
  void readsAConnectedRegistryAsTheVendorsServiceAnswersIt() {
    String answer =
        """
        {"id": "/x", "name": "shop1", "type": "t", "systemData": {"createdBy": "a"},
         "properties": {"provisioningState": "Succeeded", "mode": "ReadOnly",
          "connectionState": "Online", "lastActivityTime": "2026-01-15T08:00:00.123+00:00",
          "activation": {"status": "Active"},
          "parent": {"syncProperties": {"tokenId": "/t", "schedule": "0 9 * * *",
             "syncWindow": "PT3H", "messageTtl": "P2D", "gatewayEndpoint": "hub:8443"}},
          "clientTokenIds": ["/c"], "logging": {"logLevel": "Debug", "auditLogStatus": "Disabled"},
          "statusDetails": [], "garbageCollection": {"enabled": true, "schedule": "0 0 * * *"}}}\
        """;

    ConnectedRegistry read = ControlJson.mapper().readValue(answer, ConnectedRegistry.class);

    assertThat(read.properties().lastActivityTime())
        .isEqualTo(Instant.parse("2026-01-15T08:00:00.123Z"));
    assertThat(read.properties().parent())
        .isEqualTo(
            new Parent(
                null, new SyncProperties("/t", "0 9 * * *", "PT3H", "P2D", null, "hub:8443")));
    assertThat(read.properties().clientTokenIds()).containsExactly("/c");
  }

  @Test
  void leavesOutWhatIsAbsent() {
    String body = ControlJson.mapper().writeValueAsString(Token.of("/m"));

    assertThat(body).isEqualTo("{\"properties\":{\"scopeMapId\":\"/m\",\"status\":\"enabled\"}}");
  }

  @Test
  void writesTimesInUtcWhateverTheMachinesZone() {
    var report =
        new StatusReport(
            "1",
            "a:443",
            "Enabled",
            "Succeeded",
            "Message",
            Instant.parse("2026-01-15T08:00:00Z"),
            7,
            List.of());

    assertThat(ControlJson.mapper().writeValueAsString(report))
        .contains("\"lastSyncTime\":\"2026-01-15T08:00:00Z\"");
  }

  @Test
  void refusesANumberThatIsMissing() {
    assertThatThrownBy(
            () -> ControlJson.mapper().readValue("{\"messages\":[]}", MessageBatch.class))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void refusesDeepNesting() {
    String deep = "[".repeat(ControlJson.MAX_NESTING + 1) + "]".repeat(ControlJson.MAX_NESTING + 1);

    assertThatThrownBy(() -> ControlJson.mapper().readTree(deep))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void keepsPasswordsOutOfTexts() {
    var shown = new Token.Password("password1", null, null, "s3cret");

    assertThat(new GeneratedCredentials("till", List.of(shown)).toString())
        .doesNotContain("s3cret");
  }
}
