package io.outport.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.StoredManifest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SyncJournal} promises; an implementation adds the two methods. */
public abstract class SyncJournalContract {
  private static final RepositoryName APP = new RepositoryName("team/app");
  private static final ImageName TAGGED = new ImageName(APP, new Tag("v1"));
  private static final ImageName BY_DIGEST =
      new ImageName(APP, Reference.of(Digest.ofBytes(new byte[] {1})));
  private static final Instant LATER = Instant.parse("2026-02-03T04:05:06.789Z");

  private SyncJournal journal;

  /** A journal that remembers nothing. */
  protected abstract SyncJournal create() throws Exception;

  /** The same journal as a new process finds it. */
  protected abstract SyncJournal reopen(SyncJournal before) throws Exception;

  @BeforeEach
  final void open() throws Exception {
    journal = create();
  }

  @Test
  final void remembersTheCursor() throws Exception {
    assertThat(journal.cursor()).isEmpty();

    journal.saveCursor(7);
    journal.saveCursor(Long.MAX_VALUE);

    assertThat(reopen(journal).cursor()).hasValue(Long.MAX_VALUE);
  }

  @Test
  final void forgetsTheCursorOnRequest() throws Exception {
    journal.saveCursor(7);

    journal.clearCursor();
    journal.clearCursor();

    assertThat(reopen(journal).cursor()).isEmpty();
  }

  @Test
  final void listsPendingImagesByName() throws Exception {
    var second = new PendingImage(BY_DIGEST, 1, LATER, "blob is \"bad\"\nşöyle");
    var first = new PendingImage(TAGGED, 3, LATER, "");

    journal.savePending(List.of(second));
    journal.savePending(List.of(first));

    assertThat(reopen(journal).listPending()).containsExactly(first, second);
  }

  @Test
  final void replacesAPendingImage() throws Exception {
    journal.savePending(List.of(new PendingImage(TAGGED, 1, LATER, "one")));

    journal.savePending(List.of(new PendingImage(TAGGED, 2, LATER, "two")));

    assertThat(reopen(journal).listPending())
        .containsExactly(new PendingImage(TAGGED, 2, LATER, "two"));
  }

  @Test
  final void clearsPendingImages() throws Exception {
    journal.savePending(List.of(new PendingImage(TAGGED, 1, LATER, "one")));

    journal.clearPending(List.of(TAGGED, BY_DIGEST));

    assertThat(reopen(journal).listPending()).isEmpty();
  }

  @Test
  final void keepsStagedManifestsByteForByte() throws Exception {
    StoredManifest manifest = manifest("{ \"a\": \"ş\" }\n");

    journal.stage(manifest);
    journal.stage(manifest);

    assertThat(reopen(journal).findStaged(manifest.digest())).contains(manifest);
  }

  @Test
  final void dropsStagedManifests() throws Exception {
    StoredManifest one = manifest("{\"n\":1}");
    StoredManifest two = manifest("{\"n\":2}");
    journal.stage(one);
    journal.stage(two);

    journal.unstage(List.of(one.digest(), Digest.ofBytes(new byte[0])));

    assertThat(journal.findStaged(one.digest())).isEmpty();
    assertThat(reopen(journal).findStaged(two.digest())).isPresent();
  }

  @Test
  final void listsWhatIsStaged() throws Exception {
    StoredManifest one = manifest("{\"n\":1}");
    StoredManifest two = manifest("{\"n\":2}");
    assertThat(journal.listStaged()).isEmpty();
    journal.stage(one);
    journal.stage(two);

    assertThat(reopen(journal).listStaged()).containsExactlyInAnyOrder(one.digest(), two.digest());
  }

  @Test
  final void dropsAllStagedManifests() throws Exception {
    StoredManifest one = manifest("{\"n\":1}");
    journal.stage(one);

    journal.unstageAll();
    journal.unstageAll();

    assertThat(reopen(journal).findStaged(one.digest())).isEmpty();
  }

  /** A manifest of this text. */
  protected static StoredManifest manifest(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new StoredManifest(Digest.ofBytes(bytes), "application/vnd.example+json", bytes);
  }
}
