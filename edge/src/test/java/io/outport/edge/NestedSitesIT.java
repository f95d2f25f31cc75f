package io.outport.edge;

import static io.outport.edge.HubImages.layer;
import static io.outport.edge.SiteTree.has;
import static io.outport.edge.SiteTree.push;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.model.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub with sites three deep, all of them real and on sockets. */
final class NestedSitesIT {
  @TempDir Path folder;

  private SiteTree tree;

  @BeforeEach
  void plant() throws IOException {
    tree = new SiteTree(folder);
    tree.create("middle", "", "ReadOnly", "app/*");
    tree.create("lower", "middle", "ReadOnly", "app/*");
    tree.create("leaf1", "lower", "ReadOnly", "app/one");
  }

  @AfterEach
  void fell() throws IOException {
    tree.close();
  }

  @Test
  void bringsContentStatusAndSettingsThroughEachParentAlone() throws Exception {
    Digest one = push(tree.hubRegistry, "app/one", "v1", layer(1, 300_000));
    push(tree.hubRegistry, "app/two", "v1", layer(2, 1000));
    try (EdgeServer middle = tree.start("middle");
        EdgeServer lower = tree.start("lower", middle);
        EdgeServer leaf = tree.start("leaf1", lower);
        RegistryClient atLower = tree.client(lower);
        RegistryClient atLeaf = tree.client(leaf)) {
      eventually(() -> has(atLeaf, "app/one", "v1", one) && has(atLower, "app/two", "v1"));
      assertThat(has(atLeaf, "app/two", "v1")).isFalse();

      Digest young = push(tree.hubRegistry, "app/one", "v1", layer(3, 1000));
      eventually(() -> has(atLeaf, "app/one", "v1", young));

      eventually(() -> "Online".equals(tree.shown("leaf1").connectionState()));
      eventually(() -> tree.shown("leaf1").loginServer() != null);
      assertThat(tree.shown("leaf1").activation()).hasToString("Activation[status=Active]");
      assertThat(String.valueOf(tree.shown("leaf1").loginServer())).contains(leaf.loginServer());
      ConnectedRegistry.Outport machine = requireNonNull(tree.shown("leaf1").outport());
      assertThat(machine.clockBehindMillis()).as("by its parent's clock").isBetween(0L, 60_000L);
      assertThat(machine.diskFreeBytes()).isPositive();

      tree.cover("leaf1", "ReadOnly", "app/two");
      eventually(() -> has(atLeaf, "app/two", "v1") && !has(atLeaf, "app/one", "v1"));
    }
  }

  @Test
  void letsASiteTalkToItsOwnParentOnly() throws Exception {
    try (EdgeServer middle = tree.start("middle");
        EdgeServer _ = tree.start("lower", middle)) {
      assertThatThrownBy(() -> tree.start("leaf1"))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("OTHER_PARENT")
          .hasMessageContaining("is below another one");
      assertThatThrownBy(() -> tree.start("leaf1", middle))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("OTHER_PARENT");
      assertThat(tree.shown("leaf1").activation()).hasToString("Activation[status=Inactive]");
    }
  }

  @Test
  void servesThoseBelowWithTheLinkCutAlsoAfterRestarts() throws Exception {
    push(tree.hubRegistry, "app/one", "v1", layer(1, 1000));
    int port;
    try (EdgeServer middle = tree.start("middle");
        RegistryClient atMiddle = tree.client(middle)) {
      port = middle.port();
      try (EdgeServer lower = tree.start("lower", middle);
          RegistryClient atLower = tree.client(lower)) {
        eventually(() -> has(atLower, "app/one", "v1"));
      }
      push(tree.hubRegistry, "app/one", "v2", layer(2, 1000));
      eventually(() -> has(atMiddle, "app/one", "v2"));
    }
    tree.cut();

    try (EdgeServer middle = tree.restart("middle", port);
        EdgeServer lower = tree.start("lower", middle);
        RegistryClient atLower = tree.client(lower)) {
      eventually(() -> has(atLower, "app/one", "v2"));

      // The first claim of a place needs the hub, and so does that of another instance.
      assertThatThrownBy(() -> tree.start("leaf1", lower))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("out of reach");
      assertThatThrownBy(() -> tree.startIn(folder.resolve("second"), "lower", middle))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("out of reach");

      tree.link.resume();
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(Refusal.class)
          .untilAsserted(() -> tree.start("leaf1", lower).close());
      assertThat(tree.shown("leaf1").activation()).hasToString("Activation[status=Active]");
    }
  }

  @Test
  void givesAPlaceToOneInstanceAndToAnotherWhenItIsFreed() throws Exception {
    push(tree.hubRegistry, "app/one", "v1", layer(1, 1000));
    try (EdgeServer middle = tree.start("middle");
        EdgeServer lower = tree.start("lower", middle);
        EdgeServer _ = tree.start("leaf1", lower)) {
      Path second = folder.resolve("second");
      assertThatThrownBy(() -> tree.startIn(second, "leaf1", lower))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("ALREADY_ACTIVATED");

      tree.control.deactivate("leaf1");

      try (EdgeServer leaf = tree.startIn(second, "leaf1", lower);
          RegistryClient atLeaf = tree.client(leaf)) {
        eventually(() -> has(atLeaf, "app/one", "v1"));
      }
    }
  }

  /** The new history is as long as the old one was, so that its sequences alone would fit. */
  @Test
  void comparesAllWithAParentThatWasInstalledAnew() throws Exception {
    push(tree.hubRegistry, "app/one", "v1", layer(1, 1000));
    int port;
    try (EdgeServer middle = tree.start("middle");
        EdgeServer lower = tree.start("lower", middle);
        RegistryClient atLower = tree.client(lower)) {
      port = middle.port();
      eventually(() -> has(atLower, "app/one", "v1"));
    }
    tree.control.deactivate("middle");
    Digest young = push(tree.hubRegistry, "app/one", "v1", layer(2, 1000));

    try (EdgeServer middle = tree.startAnew(folder.resolve("anew"), "middle", port);
        EdgeServer lower = tree.start("lower", middle);
        RegistryClient atLower = tree.client(lower)) {
      eventually(() -> has(atLower, "app/one", "v1", young));
    }
  }

  @Test
  void learnsOfANewSiteAndANewPasswordWhenItAsks() throws Exception {
    try (EdgeServer middle = tree.start("middle")) {
      tree.create("other", "middle", "ReadOnly", "app/*");

      try (EdgeServer other = tree.start("other", middle)) {
        assertThat(other.loginServer()).isNotEmpty();
      }
    }
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50)).until(condition);
  }
}
