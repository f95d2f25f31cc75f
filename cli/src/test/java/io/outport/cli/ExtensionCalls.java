package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The commands on one extension of one cluster of a played hub. */
record ExtensionCalls(FakeFleet hub) {
  static final String SHOP1 =
      FakeFleet.CLUSTERS + "/site1/providers/Microsoft.KubernetesConfiguration/extensions/shop1";
  static final String BELOW = SHOP1.substring(FakeFleet.GROUP.length() + 1);
  static final String TYPE = "Microsoft.ContainerRegistry.ConnectedRegistry";

  Ran create(String... more) throws IOException {
    return with(List.of("create", "-c", "site1", "-n", "shop1", "--extension-type", TYPE), more);
  }

  Ran update(String... more) throws IOException {
    return with(List.of("update", "-c", "site1", "-n", "shop1"), more);
  }

  Ran delete(String... more) throws IOException {
    return with(List.of("delete", "-c", "site1", "-n", "shop1"), more);
  }

  /** Any other words behind {@code k8s-extension}. */
  Ran extension(String... words) throws IOException {
    return Ran.with(hub.context(), new ExtensionCommand(), words);
  }

  private Ran with(List<String> words, String... more) throws IOException {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return extension(all.toArray(String[]::new));
  }

  static void refused(Ran ran, String... words) {
    assertThat(ran.exit()).isEqualTo(Refusal.Exit.USAGE.code());
    assertThat(ran.words()).contains(words);
    assertThat(ran.out()).isEmpty();
  }
}
