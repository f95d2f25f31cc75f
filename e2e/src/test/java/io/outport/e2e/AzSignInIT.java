package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The vendor's command line finds a hub, signs in, and works with groups and the registry. */
@Tag("az")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
class AzSignInIT {
  private Az az;

  @BeforeAll
  void start() throws IOException {
    az = Az.start();
  }

  @AfterAll
  void end() throws IOException {
    az.close();
  }

  @Test
  @Order(1)
  void signsInAndShowsTheAccount() {
    az.signIn();

    JsonNode account = az.json("account", "show");
    assertThat(account.path("id").asString()).isEqualTo(az.subscription());
    assertThat(account.path("tenantId").asString()).isEqualTo(az.tenant());
    assertThat(account.path("environmentName").asString()).isEqualTo("Outport");
    assertThat(account.path("state").asString()).isEqualTo("Enabled");
  }

  @Test
  @Order(2)
  void refusesAWrongSecretAndStaysSignedIn() {
    az.run("login", "--service-principal", "-u", "nobody", "-p", "wrong", "--tenant", az.tenant())
        .failedSaying("the client id or its secret is not accepted");
    assertThat(az.tsv("tenantId", "account", "show")).isEqualTo(az.tenant());
  }

  @Test
  @Order(3)
  void makesShowsListsAndDeletesResourceGroups() {
    JsonNode made = az.json("group", "create", "-n", "shops", "-l", "local", "--tags", "a=b");
    assertThat(made.at("/properties/provisioningState").asString()).isEqualTo("Succeeded");
    assertThat(made.at("/tags/a").asString()).isEqualTo("b");
    assertThat(az.tsv("name", "group", "show", "-n", "SHOPS")).isEqualTo("shops");
    assertThat(az.tsv("[].name", "group", "list").lines()).containsExactly("outport", "shops");
    assertThat(az.succeeds("group", "exists", "-n", "shops").out().strip()).isEqualTo("true");
    assertThat(az.tsv("length(@)", "acr", "list", "-g", "shops")).isEqualTo("0");
    az.succeeds("group", "delete", "-n", "shops", "--yes");
    assertThat(az.succeeds("group", "exists", "-n", "shops").out().strip()).isEqualTo("false");
    az.run("group", "show", "-n", "shops").failedSaying("ResourceGroupNotFound");
    az.run("group", "delete", "-n", "outport", "--yes").failedSaying("ResourceGroupNotEmpty");
  }

  @Test
  @Order(4)
  void showsAndChangesTheRegistry() {
    JsonNode shown = az.json("acr", "show", "-n", Az.REGISTRY);
    assertThat(shown.path("loginServer").asString()).isEqualTo(az.fleet().hub().host());
    assertThat(shown.at("/sku/tier").asString()).isEqualTo("Premium");
    assertThat(az.tsv("[].name", "acr", "list")).isEqualTo(Az.REGISTRY);
    assertThat(az.tsv("value[].name", "acr", "show-usage", "-n", Az.REGISTRY)).contains("Tokens");
    assertThat(az.tsv("nameAvailable", "acr", "check-name", "-n", Az.REGISTRY)).isEqualTo("false");
    JsonNode off = az.json("acr", "update", "-n", Az.REGISTRY, "--data-endpoint-enabled", "false");
    assertThat(off.path("dataEndpointEnabled").asBoolean()).isFalse();
    az.succeeds("acr", "update", "-n", Az.REGISTRY, "--data-endpoint-enabled", "true");
    az.run("acr", "update", "-n", Az.REGISTRY, "--admin-enabled", "true")
        .failedSaying("'adminUserEnabled' of the registry cannot be changed");
    az.run("acr", "show", "-n", "another1", "-g", "outport").failedSaying("ResourceNotFound");
  }

  /** Its look-up of a name takes the port for a part of it, so that part is passed over here. */
  @Test
  @Order(5)
  void checksTheHealthOfAHubAsFarAsItCan() {
    String said =
        az.succeeds("acr", "check-health", "-n", Az.REGISTRY, "--ignore-errors", "--yes").err();
    assertThat(said).contains("Azure CLI version: 2.91.0");
  }

  @Test
  @Order(6)
  void theSdkForPythonDoesItAllOnce() {
    assertThat(az.python("az/sdk.py").succeeded().out()).contains("the SDK did it all");
  }
}
