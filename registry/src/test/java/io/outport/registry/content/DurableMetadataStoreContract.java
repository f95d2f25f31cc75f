package io.outport.registry.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a {@link MetadataStore} that outlives its process promises on top. */
public abstract class DurableMetadataStoreContract extends MetadataStoreContract {
  private static final Digest BLOB = Digest.ofBytes("blob".getBytes(StandardCharsets.UTF_8));

  @TempDir protected Path folder;

  /** Opens the store in this folder, which exists. */
  protected abstract MetadataStore openStore(Path folder, InstantSource clock);

  /** Opens what a kill leaves while {@link #store} is open. */
  protected abstract MetadataStore openAfterKill(InstantSource clock) throws Exception;

  @Override
  protected final MetadataStore openStore(InstantSource clock) throws IOException {
    return openStore(Files.createDirectories(folder.resolve("store")), clock);
  }

  @Test
  void keepsAllAcrossReopening() throws IOException {
    StoredManifest manifest = putAll();
    var before = changes();

    store.close();
    store = openStore(clock);

    assertHoldsAll(store, manifest);
    assertThat(changes()).isEqualTo(before);
  }

  @Test
  void goesOnCountingAcrossReopeningWhenAllChangesWereForgotten() throws IOException {
    putAll();
    long last = store.lastSequence();
    store.trimChanges(clock.instant().plusSeconds(1));

    store.close();
    store = openStore(clock);

    assertThat(store.lastSequence()).isEqualTo(last);
    assertThat(store.oldestContinuableSequence()).isEqualTo(last);
    put("one more");
    assertThat(changes()).extracting(Change::sequence).containsExactly(last + 1);
  }

  @Test
  void opensAfterAKill() throws Exception {
    StoredManifest manifest = putAll();

    var before = changes();

    try (MetadataStore survivor = openAfterKill(clock)) {
      assertHoldsAll(survivor, manifest);
      assertThat(survivor.listChanges(0, 100)).isEqualTo(before);
    }
  }

  private StoredManifest putAll() {
    store.linkBlob(OTHER, BLOB, 42);
    StoredManifest subject = put("subject", "latest");
    store.putManifest(REPOSITORY, manifest("referrer"), References.to(subject.digest()), Set.of());
    return subject;
  }

  private static void assertHoldsAll(MetadataStore store, StoredManifest manifest) {
    assertThat(store.findBlob(OTHER, BLOB)).hasValue(42);
    assertThat(store.findManifest(REPOSITORY, LATEST)).hasValue(manifest);
    assertThat(store.findManifest(REPOSITORY, Reference.of(manifest.digest()))).hasValue(manifest);
    assertThat(store.listReferrers(REPOSITORY, manifest.digest()))
        .containsExactly(manifest("referrer"));
    assertThat(store.listRepositories("", 10)).containsExactly(OTHER, REPOSITORY);
  }
}
