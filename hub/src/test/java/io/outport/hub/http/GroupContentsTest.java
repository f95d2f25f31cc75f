package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is in a resource group keeps it from being deleted. */
final class GroupContentsTest extends FleetApiSuite {
  private static final String ROLLOUT =
      "{\"properties\":{%s,\"version\":\"1.0.0\"}}".formatted(FleetApiSuite.TYPE);

  @Test
  void keepsAGroupThatHasClusters() throws Exception {
    fleet.call("PUT", group(), "{}", 201);
    fleet.call("PUT", cluster("Shop1"), "{}", 201);
    fleet.call("PUT", cluster("shop2"), "{}", 201);

    var refused = fleet.json("DELETE", group(), "", 409).path("error");

    assertThat(refused.path("code").asString()).isEqualTo("ResourceGroupNotEmpty");
    assertThat(refused.path("message").asString())
        .contains(
            "'sites'", "2 clusters (Shop1, shop2)", "outport cluster delete -g sites -n Shop1");
    fleet.call("DELETE", cluster("shop1"), "", 200);
    fleet.call("DELETE", group(), "", 409);
    fleet.call("DELETE", cluster("shop2"), "", 200);
    fleet.call("DELETE", group(), "", 200);
    fleet.call("GET", cluster("shop1"), "", 404);
  }

  @Test
  void keepsAGroupThatHasRollouts() throws Exception {
    fleet.call("PUT", group(), "{}", 201);
    String rollout = group() + "/providers/Outport.Fleet/rollouts/spring";
    fleet.call("PUT", rollout, ROLLOUT, 201);

    var refused = fleet.json("DELETE", group(), "", 409).path("error");

    assertThat(refused.path("code").asString()).isEqualTo("ResourceGroupNotEmpty");
    assertThat(refused.path("message").asString())
        .contains("1 rollout (spring)", "outport rollout delete -g sites -n spring")
        .doesNotContain("cluster");
    fleet.call("DELETE", rollout, "", 200);
    fleet.call("DELETE", group(), "", 200);
  }

  private String group() {
    return "/subscriptions/%s/resourceGroups/sites".formatted(hub.context().subscriptionId());
  }

  private String cluster(String name) {
    return group() + "/providers/Microsoft.Kubernetes/connectedClusters/" + name;
  }
}
