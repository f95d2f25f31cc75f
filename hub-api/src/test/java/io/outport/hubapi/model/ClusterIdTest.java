package io.outport.hubapi.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Microsoft.Kubernetes/connectedClusters",
        "microsoft.containerservice/managedclusters",
        "Microsoft.ResourceConnector/appliances",
        "Microsoft.HybridContainerService/provisionedClusters"
      })
  void readsEveryKindOfClusterAndWritesOne(String type) {
    String text = "/subscriptions/s/resourcegroups/g/providers/%s/shop".formatted(type);

    assertThat(ClusterId.find(text).map(ClusterId::toString))
        .contains(
            "/subscriptions/s/resourceGroups/g/providers/"
                + "Microsoft.Kubernetes/connectedClusters/shop");
  }

  @Test
  void readsAnExtensionsIdAsItIsWritten() {
    ClusterId id = ClusterId.of("s", "g", "shop").extension("registry");

    assertThat(ClusterId.find(id.toString())).contains(id);
    assertThat(id.type()).isEqualTo("Microsoft.KubernetesConfiguration/extensions");
    assertThat(id.clusterId().isSame(ClusterId.of("S", "G", "SHOP"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/subscriptions/s",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Other/clusters/shop",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Kubernetes/connectedClusters/a/b"
      })
  void findsNoneInOtherText(String text) {
    assertThat(ClusterId.find(text)).isEmpty();
  }
}
