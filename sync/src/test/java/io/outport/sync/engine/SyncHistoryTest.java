package io.outport.sync.engine;

import static io.outport.sync.TestImages.layer;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.gateway.Message;
import io.outport.oci.model.Digest;
import io.outport.registry.content.Change;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.HistoryPage;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.sync.ScriptedParent;
import io.outport.sync.Stop;
import io.outport.sync.TestImages;
import io.outport.testkit.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of a sync, by somebody who reads the site's history as soon as it grows. */
final class SyncHistoryTest {
  private final Content hub =
      new Content(
          new MemoryBlobStore(),
          new MemoryMetadataStore(VirtualClock.start()),
          ContentListener.NONE);
  private final TestImages images = new TestImages(hub);
  private final Site site = new Site();
  private final List<String> told = new ArrayList<>();
  private long place;

  @Test
  void tellsOfEachImageOnceWhoeverReadsMeanwhile() {
    site.listener = this::read;
    StoredManifest one = images.image("team/app", "v1", layer(1, 500));
    images.image("team/app", "v2", layer(2, 500));
    images.referrer("team/app", one, layer(3, 100));

    all();
    read();

    assertThat(told).filteredOn(text -> text.contains(":")).hasSize(3);
    assertThat(told).filteredOn(text -> text.startsWith("v1 ")).hasSize(1);
    assertThat(told).filteredOn(text -> text.startsWith("v2 ")).hasSize(1);
    // The signature, which is pushed by its digest.
    assertThat(told).filteredOn(text -> text.startsWith("- ")).hasSize(1);
  }

  @Test
  void tellsOfAnIndexUnderItsTagAndOfItsEntriesByDigest() {
    site.listener = this::read;
    StoredManifest amd = images.image("team/app", "", layer(1, 500));
    StoredManifest arm = images.image("team/app", "", layer(2, 500));
    StoredManifest index = images.index("team/app", "v1", amd, arm);

    all();
    read();

    assertThat(told)
        .containsExactly("- " + amd.digest(), "- " + arm.digest(), "v1 " + index.digest());
  }

  @Test
  void tellsOfAMovedTagOnceAndOfNothingAgain() {
    site.listener = this::read;
    StoredManifest before = images.image("team/app", "v1", layer(1, 500));
    all();
    StoredManifest after = images.image("team/app", "v1", layer(2, 500));
    changes(
        message(Message.Kind.MANIFEST_PUSHED, null, after.digest()),
        message(Message.Kind.TAGGED, "v1", after.digest()));

    all();
    read();

    assertThat(told).containsExactly("v1 " + before.digest(), "v1 " + after.digest());
  }

  /** Images are carried out side by side. */
  private synchronized void read() {
    HistoryPage page = HistoryPage.read(site.metadata, place, 100);
    place = page.upTo();
    page.events().stream().map(SyncHistoryTest::text).forEach(told::add);
  }

  private static String text(Change change) {
    return change.tag().orElse("-") + " " + change.digest();
  }

  private static Message message(Message.Kind kind, @Nullable String tag, Digest digest) {
    return new Message(1, VirtualClock.start().instant(), kind, "team/app", tag, digest.toString());
  }

  private void all() {
    var _ = site.engine(new ScriptedParent(hub)).syncAll(Site.mirror("*"), Stop.NEVER);
  }

  private void changes(Message... messages) {
    var _ =
        site.engine(new ScriptedParent(hub))
            .syncChanges(Site.mirror("*"), List.of(messages), Stop.NEVER);
  }
}
