package io.outport.edge;

import static io.outport.edge.HubImages.layer;
import static io.outport.edge.SiteTree.has;
import static io.outport.edge.SiteTree.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients change at ReadWrite sites, on its way up and sideways. */
final class ReadWriteIT {
  private static final String APP = "app/one";
  private static final RepositoryName NAME = new RepositoryName(APP);

  @TempDir Path folder;

  private SiteTree tree;

  @BeforeEach
  void plant() throws IOException {
    tree = new SiteTree(folder);
    tree.create("middle", "", "ReadWrite", "app/*");
  }

  @AfterEach
  void fell() throws IOException {
    tree.close();
  }

  @Test
  void sendsPushesAndDeletionsUpHopByHopAndSideways() throws Exception {
    tree.create("lower", "middle", "ReadWrite", "app/*");
    tree.create("beside", "", "ReadOnly", "app/*");
    try (EdgeServer middle = tree.start("middle");
        EdgeServer lower = tree.start("lower", middle);
        EdgeServer beside = tree.start("beside");
        RegistryClient atLower = tree.client(lower);
        RegistryClient atBeside = tree.client(beside)) {
      Digest image = push(atLower, APP, "v1", layer(1, 3_000_000));

      eventually(() -> has(tree.hubRegistry, APP, "v1", image) && has(atBeside, APP, "v1", image));

      atLower.deleteManifest(NAME, new Tag("v1"));
      eventually(() -> !has(tree.hubRegistry, APP, "v1") && !has(atBeside, APP, "v1"));

      atLower.deleteManifest(NAME, Reference.of(image));
      eventually(() -> tree.hubRegistry.resolve(NAME, Reference.of(image)).isEmpty());
    }
  }

  @Test
  void keepsWhatWasPushedWithTheLinkCutUntilItReturns() throws Exception {
    Digest image;
    int port;
    try (EdgeServer middle = tree.start("middle");
        RegistryClient atMiddle = tree.client(middle)) {
      port = middle.port();
      tree.cut();
      image = push(atMiddle, APP, "v1", layer(1, 100_000));
    }
    try (EdgeServer middle = tree.restart("middle", port);
        RegistryClient atMiddle = tree.client(middle)) {
      assertThat(has(atMiddle, APP, "v1", image)).isTrue();
      assertThat(has(tree.hubRegistry, APP, "v1")).isFalse();

      tree.link.resume();

      eventually(() -> has(tree.hubRegistry, APP, "v1", image));
    }
  }

  @Test
  void keepsBothImagesWhenATagIsMovedAtBothEndsAndTellsAPerson() throws Exception {
    try (EdgeServer middle = tree.start("middle");
        RegistryClient atMiddle = tree.client(middle)) {
      Digest first = push(atMiddle, APP, "v1", layer(1, 1000));
      eventually(() -> has(tree.hubRegistry, APP, "v1", first));
      tree.cut();
      Digest ours = push(atMiddle, APP, "v1", layer(2, 1000));
      Digest theirs = push(tree.hubRegistry, APP, "v1", layer(3, 1000));
      tree.link.resume();

      eventually(() -> has(atMiddle, APP, "v1", theirs));
      assertThat(has(tree.hubRegistry, APP, "v1", theirs)).isTrue();
      Tag kept =
          tree.hubRegistry.listTags(NAME).stream()
              .filter(tag -> tag.value().startsWith("v1-conflict-middle-"))
              .findFirst()
              .orElseThrow();
      assertThat(has(tree.hubRegistry, APP, kept.value(), ours)).isTrue();
      assertThat(has(atMiddle, APP, kept.value(), ours)).isTrue();
      eventually(() -> details().stream().anyMatch(each -> each.code().equals("TagConflict")));
      assertThat(details().toString()).contains("app/one:v1", kept.value());

      tree.hubRegistry.deleteManifest(NAME, kept);
      eventually(() -> details().isEmpty());
    }
  }

  @Test
  void sendsWhatTheParentRefusedOnceItIsAllowed() throws Exception {
    try (EdgeServer middle = tree.start("middle");
        RegistryClient atMiddle = tree.client(middle)) {
      tree.cover("middle", "ReadOnly", "app/*");
      Digest image = push(atMiddle, APP, "v1", layer(1, 1000));
      eventually(() -> details().stream().anyMatch(each -> each.code().equals("PushFailed")));
      assertThat(has(tree.hubRegistry, APP, "v1")).isFalse();

      tree.cover("middle", "ReadWrite", "app/*");

      eventually(() -> has(tree.hubRegistry, APP, "v1", image));
      eventually(() -> details().isEmpty());
    }
  }

  @Test
  void keepsARepositoryThatLeavesItsScope() throws Exception {
    push(tree.hubRegistry, APP, "v1", layer(1, 1000));
    push(tree.hubRegistry, "other", "v1", layer(2, 1000));
    try (EdgeServer middle = tree.start("middle");
        RegistryClient atMiddle = tree.client(middle)) {
      eventually(() -> has(atMiddle, APP, "v1"));

      tree.cover("middle", "ReadWrite", "other");

      eventually(() -> has(atMiddle, "other", "v1"));
      assertThat(has(atMiddle, APP, "v1")).isTrue();
    }
  }

  private List<ConnectedRegistry.StatusDetail> details() {
    List<ConnectedRegistry.StatusDetail> details = tree.shown("middle").statusDetails();
    return details == null ? List.of() : details;
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50)).until(condition);
  }
}
