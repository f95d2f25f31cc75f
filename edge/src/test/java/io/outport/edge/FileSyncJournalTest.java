package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Digest;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoredManifest;
import io.outport.sync.SyncJournal;
import io.outport.sync.SyncJournalContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSyncJournalTest extends SyncJournalContract {
  @TempDir Path folder;

  @Override
  protected SyncJournal create() throws IOException {
    return FileSyncJournal.open(folder);
  }

  @Override
  protected SyncJournal reopen(SyncJournal before) throws IOException {
    return FileSyncJournal.open(folder);
  }

  @Test
  void startsOverWhenItsFileIsDamaged() throws IOException {
    create().saveCursor(5);
    for (String damage : new String[] {"", "{", "{\"cursor\":\"x\"}", "{\"pending\":[{}]}"}) {
      Files.writeString(folder.resolve("journal.json"), damage);

      assertThat(create().cursor()).as(damage).isEmpty();
      assertThat(create().listPending()).as(damage).isEmpty();
    }
  }

  @Test
  void keepsTheOldStateWhenAWriteFails() throws IOException {
    SyncJournal journal = create();
    journal.saveCursor(5);
    // A folder in the way of the temporary file makes every write fail, for root too.
    Files.createDirectories(folder.resolve("journal.json.new/in-the-way"));

    assertThatThrownBy(() -> journal.saveCursor(6))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("journal.json cannot be written");

    assertThat(journal.cursor()).hasValue(5);
    assertThat(reopen(journal).cursor()).hasValue(5);
  }

  @Test
  void reportsDamagedManifestsAsAbsent() throws IOException {
    StoredManifest manifest = manifest("{\"n\":1}");
    create().stage(manifest);
    Path file = folder.resolve("manifests/sha256-" + manifest.digest().hex());
    String whole = Files.readString(file);
    for (String damage : new String[] {"", "no line", whole + " ", whole.replace("1", "2")}) {
      Files.writeString(file, damage);

      assertThat(create().findStaged(manifest.digest())).as(damage).isEmpty();
    }
  }

  @Test
  void stagesNoMoreThanItsBound() throws IOException {
    var staged = new StagedManifests(folder.resolve("bounded"), 100);
    StoredManifest first = manifest("{\"n\":1}");
    StoredManifest large = manifest("{\"n\":\"" + "x".repeat(100) + "\"}");

    staged.put(first);
    staged.put(large);

    assertThat(staged.find(first.digest())).isPresent();
    assertThat(staged.find(large.digest())).isEmpty();
    assertThat(staged.find(Digest.ofBytes(new byte[0]))).isEmpty();
  }
}
