package io.outport.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.Refusal;
import java.net.http.HttpRequest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parents' addresses from anywhere, in connection strings that are right otherwise. */
final class ParentAddressFuzz {
  private static final int MAX_PORT = 65_535;

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void canBeCalledOrIsRefused(byte[] input) {
    String endpoint = new String(input, UTF_8);

    try {
      ParentAddress read =
          ParentAddress.of(
              ConnectionString.parse(
                  "ConnectedRegistryName=shop;SyncTokenName=shop;SyncTokenPassword=secret;"
                      + "ParentGatewayEndpoint="
                      + endpoint
                      + ";ParentEndpointProtocol=https"));

      assertThat(read.uri().getPort()).isBetween(-1, MAX_PORT);
      assertThat(read.registry().uri()).isEqualTo(read.uri());
      assertThat(HttpRequest.newBuilder(read.uri()).build().uri()).isEqualTo(read.uri());
      assertThat(read.toString()).doesNotContain("secret");
    } catch (Refusal refused) {
      assertThat(refused.exit()).isEqualTo(Refusal.Exit.USAGE);
    }
  }
}
