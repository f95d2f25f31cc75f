package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.hubapi.gateway.ArtifactEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event for synced content is the receipt that it arrived. */
final class SiteEventsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void tellsOfWhatArrivedAlsoOnceTheParentIsBack() throws Exception {
    try (TestHub hub = new TestHub(folder.resolve("hub"))) {
      HubImages images = new HubImages(hub.content);
      hub.listen("team/*:push");
      images.push("team/app", "v1", new byte[] {1});
      images.push("other/app", "v1", new byte[] {2});

      try (EdgeServer _ = start(hub)) {
        await().atMost(PATIENCE).until(() -> !hub.events().isEmpty());
        hub.setPassword("another");
        images.push("team/app", "v2", new byte[] {3});
      }
      hub.setPassword(TestHub.PASSWORD);
      try (EdgeServer _ = start(hub)) {
        await().atMost(PATIENCE).until(() -> tags(hub).contains("v2"));
      }

      assertThat(tags(hub)).containsExactly("v1", "v2");
      assertThat(hub.events()).allMatch(each -> each.repository().equals("team/app"));
    }
  }

  private EdgeServer start(TestHub hub) {
    return EdgeServer.start(
        EdgeSettings.of(
            folder.resolve("site"), hub.connection(), "127.0.0.1", 0, List.of("127.0.0.1")));
  }

  private static List<String> tags(TestHub hub) {
    return hub.events().stream()
        .map(ArtifactEvent::tag)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }
}
