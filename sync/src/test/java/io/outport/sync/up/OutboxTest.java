package io.outport.sync.up;

import static io.outport.sync.TestImages.layer;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.MissingContent;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.Writer;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.sync.MemorySyncJournal;
import io.outport.sync.ParentException;
import io.outport.sync.PendingImage;
import io.outport.sync.Stop;
import io.outport.sync.TestImages;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OutboxTest {
  private static final String APP = "team/app";
  private static final RepositoryName REPOSITORY = new RepositoryName(APP);
  private static final Tag V1 = new Tag("v1");

  @TempDir Path folder;

  private final VirtualClock clock = VirtualClock.start();
  private final BlobStore blobs = new MemoryBlobStore(clock);
  private final MemorySyncJournal journal = new MemorySyncJournal();
  private final List<Conflict> conflicts = new ArrayList<>();
  private MemoryUpstream parent = new MemoryUpstream();
  private SqlMetadataStore metadata;
  private Content content;
  private int folders;

  @BeforeEach
  void open() {
    metadata = SqlMetadataStore.open(folder.resolve("site%d.db".formatted(folders)), clock);
    content = new Content(blobs, metadata, ContentListener.NONE);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  @Test
  void sendsImagesWithTheirPartsAndTags() {
    StoredManifest child = client().image(APP, "", layer(1, 1000));
    StoredManifest index = client().index(APP, "v1", child);
    StoredManifest signature = client().referrer(APP, index, layer(2, 10));

    SendResult result = send();

    assertThat(result.failed()).isEmpty();
    assertThat(atParent("v1")).hasValue(index.digest());
    assertThat(atParent(child.digest().toString())).isPresent();
    assertThat(parent.content.listReferrers(REPOSITORY, index.digest()))
        .extracting(each -> each.digest())
        .containsExactly(signature.digest());
    assertThat(metadata.listUnsent(0, 10)).isEmpty();
  }

  @Test
  void sendsDeletionsOfTagsAndManifests() {
    StoredManifest one = client().image(APP, "v1", layer(1, 100));
    StoredManifest two = client().image(APP, "v2", layer(2, 100));
    send();

    content.as(Writer.CLIENT).deleteTag(REPOSITORY, V1);
    content.as(Writer.CLIENT).deleteManifest(REPOSITORY, two.digest());
    send();

    assertThat(atParent("v1")).isEmpty();
    assertThat(atParent(one.digest().toString())).isPresent();
    assertThat(atParent(two.digest().toString())).isEmpty();
    assertThat(metadata.listUnsent(0, 10)).isEmpty();
  }

  @Test
  void sendsNothingOfWhatSyncBrought() {
    new TestImages(content.as(Writer.SYNC)).image(APP, "v1", layer(1, 100));

    assertThat(send().sent()).isZero();
    assertThat(atParent("v1")).isEmpty();
  }

  @Test
  void keepsSyncFromUndoingWhatIsUnsent() {
    StoredManifest ours = client().image(APP, "v1", layer(1, 100));
    StoredManifest theirs = new TestImages(content.as(Writer.SYNC)).image(APP, "", layer(2, 100));

    content.as(Writer.SYNC).putManifest(REPOSITORY, theirs, Set.of(V1), MissingContent.REFUSED);
    assertThat(content.as(Writer.SYNC).deleteTag(REPOSITORY, V1)).isFalse();
    assertThat(content.as(Writer.SYNC).deleteManifest(REPOSITORY, ours.digest())).isFalse();

    assertThat(metadata.findTag(REPOSITORY, V1)).hasValue(ours.digest());
    send();
    content.as(Writer.SYNC).putManifest(REPOSITORY, theirs, Set.of(V1), MissingContent.REFUSED);
    assertThat(metadata.findTag(REPOSITORY, V1)).hasValue(theirs.digest());
  }

  /** Found by the simulation of a tree: its own image is nobody else's change. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void takesNoLostAnswerForAChangeOfTheParents(boolean pushesAgain) {
    boolean failed = true;
    for (int call = 1; failed; call++) {
      folders++;
      close();
      open();
      parent = new MemoryUpstream();
      StoredManifest first = client().image(APP, "v1", layer(call, 100));
      parent.fail(call, ParentException.Kind.UNREACHABLE, true);
      try {
        send();
      } catch (ParentException e) {
        assertThat(e.linkLost()).isTrue();
      }
      failed = parent.hasFailed();
      parent.fail(Integer.MAX_VALUE, ParentException.Kind.UNREACHABLE, true);
      content.as(Writer.CLIENT).deleteTag(REPOSITORY, V1);
      Optional<Digest> second =
          pushesAgain
              ? Optional.of(client().image(APP, "v1", layer(1000 + call, 100)).digest())
              : Optional.empty();

      SendResult result = send();

      assertThat(result.conflicts()).as("answer %d lost", call).isZero();
      assertThat(atParent("v1")).as("answer %d lost", call).isEqualTo(second);
      assertThat(atParent(first.digest().toString())).isPresent();
      assertThat(metadata.listUnsent(0, 10)).isEmpty();
    }
  }

  @Test
  void keepsBothImagesOfATagThatWasChangedAtBothEnds() {
    bothHave("v1", layer(1, 100));
    StoredManifest ours = client().image(APP, "v1", layer(2, 100));
    StoredManifest theirs = new TestImages(parent.content).image(APP, "v1", layer(3, 100));

    SendResult result = send();

    Tag kept = Conflict.keptTag(V1, "shop1", ours.digest());
    assertThat(kept.value()).startsWith("v1-conflict-shop1-");
    assertThat(result.conflicts()).isEqualTo(1);
    assertThat(atParent("v1")).hasValue(theirs.digest());
    assertThat(atParent(kept.value())).hasValue(ours.digest());
    assertThat(metadata.findTag(REPOSITORY, kept)).hasValue(ours.digest());
    assertThat(journal.listPending())
        .extracting(PendingImage::image)
        .extracting(Object::toString)
        .containsExactly("team/app:v1");
    assertThat(conflicts).hasSize(1);
    assertThat(conflicts.getFirst().description()).contains("team/app:v1", kept.value());
    assertThat(send().sent()).isZero();
  }

  @Test
  void letsAPushBeatADelete() {
    bothHave("v1", layer(1, 100));
    bothHave("v2", layer(2, 100));
    content.as(Writer.CLIENT).deleteTag(REPOSITORY, V1);
    StoredManifest theirs = new TestImages(parent.content).image(APP, "v1", layer(3, 100));
    StoredManifest ours = client().image(APP, "v2", layer(4, 100));
    parent.content.deleteTag(REPOSITORY, new Tag("v2"));

    send();

    assertThat(atParent("v1")).hasValue(theirs.digest());
    assertThat(journal.listPending()).hasSize(1);
    assertThat(atParent("v2")).hasValue(ours.digest());
    assertThat(conflicts).isEmpty();
  }

  @Test
  void takesOneImageAtBothEndsForNoConflict() {
    client().image(APP, "v1", layer(1, 100));
    new TestImages(parent.content).image(APP, "v1", layer(1, 100));

    assertThat(send().conflicts()).isZero();
    assertThat(metadata.listUnsent(0, 10)).isEmpty();
  }

  @Test
  void keepsAManifestThatTheParentGaveATagOfItsOwn() {
    StoredManifest image = client().image(APP, "v1", layer(1, 100));
    send();
    parent.content.putManifest(REPOSITORY, image, Set.of(new Tag("blessed")));

    content.as(Writer.CLIENT).deleteManifest(REPOSITORY, image.digest());
    send();

    assertThat(atParent("v1")).isEmpty();
    assertThat(atParent("blessed")).isPresent();
    assertThat(journal.listPending())
        .extracting(each -> each.image().toString())
        .containsExactly("team/app:blessed");
  }

  @ParameterizedTest
  @CsvSource({"DENIED,false", "DENIED,true", "UNREACHABLE,false", "UNREACHABLE,true"})
  void losesNothingWhicheverCallFailsAndWhereverItIsKilled(
      ParentException.Kind kind, boolean afterwards) {
    boolean reached = true;
    for (int call = 1; reached; call++) {
      folders++;
      metadata.close();
      parent = new MemoryUpstream();
      conflicts.clear();
      open();
      bothHave("gone", layer(1, 100));
      bothHave("moved", layer(2, 100));
      content.as(Writer.CLIENT).deleteTag(REPOSITORY, new Tag("gone"));
      StoredManifest moved = client().image(APP, "moved", layer(3, 100), layer(4, 100));
      StoredManifest fresh = client().image(APP, "fresh", layer(5, 100));
      parent.fail(call, kind, afterwards);

      try {
        send();
      } catch (ParentException e) {
        assertThat(e.linkLost()).isTrue();
      }
      reached = parent.hasFailed();
      // Killed: all that is left is what the file holds.
      metadata.close();
      open();
      assertThat(send().failed()).isEmpty();

      assertThat(atParent("gone")).as("call %d", call).isEmpty();
      assertThat(atParent("moved")).as("call %d", call).hasValue(moved.digest());
      assertThat(atParent("fresh")).as("call %d", call).hasValue(fresh.digest());
      assertThat(conflicts).as("call %d", call).isEmpty();
      assertThat(metadata.listUnsent(0, 10)).as("call %d", call).isEmpty();
    }
  }

  @Test
  void holdsUpNothingElseForARefusal() {
    client().image(APP, "v1", layer(1, 100));
    client().image("team/other", "v1", layer(2, 100));
    parent.fail(1, ParentException.Kind.DENIED, false);

    SendResult result = send();

    assertThat(result.failed()).isNotEmpty();
    assertThat(parent.content.metadata().findTag(new RepositoryName("team/other"), V1)).isPresent();
    assertThat(send().failed()).isEmpty();
    assertThat(atParent("v1")).isPresent();
  }

  @Test
  void cutsTheKeptTagToTheLongestThatMayBe() {
    var tag = new Tag("t".repeat(128));

    assertThat(Conflict.keptTag(tag, "shop1", Digest.ofBytes(new byte[0])).value()).hasSize(128);
  }

  private TestImages client() {
    return new TestImages(content.as(Writer.CLIENT));
  }

  private void bothHave(String tag, byte[] layer) {
    new TestImages(content.as(Writer.SYNC)).image(APP, tag, layer);
    new TestImages(parent.content).image(APP, tag, layer);
  }

  private SendResult send() {
    return new Outbox(parent, content, journal, conflicts::add, "shop1", clock).send(Stop.NEVER);
  }

  private Optional<Digest> atParent(String reference) {
    return parent
        .content
        .metadata()
        .findManifest(REPOSITORY, Reference.parse(reference))
        .map(StoredManifest::digest);
  }
}
