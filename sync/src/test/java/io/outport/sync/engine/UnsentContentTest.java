package io.outport.sync.engine;

import static io.outport.sync.TestImages.layer;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.MissingContent;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.Writer;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.sync.SiteScope;
import io.outport.sync.Stop;
import io.outport.sync.SyncEvent;
import io.outport.sync.SyncResult;
import io.outport.sync.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a sync leaves alone, and whole, what clients changed and the parent has not heard of. */
final class UnsentContentTest {
  private static final String APP = "team/app";
  private static final RepositoryName REPOSITORY = new RepositoryName(APP);
  private static final SiteScope SCOPE = Site.keeper("*");

  @TempDir Path folder;

  private final Hub hub = new Hub();
  private final Site site = new Site();
  private SqlMetadataStore metadata;
  private Content served;
  private SyncEngine engine;

  @BeforeEach
  void open() {
    metadata = SqlMetadataStore.open(folder.resolve("site.db"), site.clock);
    site.metadata = metadata.as(Writer.SYNC);
    served = new Content(site.memoryBlobs, metadata, ContentListener.NONE).as(Writer.CLIENT);
    engine = site.engine(hub.parent);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  @Test
  void keepsAnImageWholeThatTheParentDeletedAndAClientTagged() {
    StoredManifest image = hub.images.image(APP, "v1", layer(1, 100));
    assertThat(engine.syncAll(SCOPE, Stop.NEVER).state()).isEqualTo(SyncResult.State.COMPLETE);
    served.putManifest(REPOSITORY, image, Set.of(new Tag("mine")), MissingContent.REFUSED);
    long before = hub.sequence();
    hub.content.deleteManifest(REPOSITORY, image.digest());

    var _ = engine.syncChanges(SCOPE, hub.messages(before), Stop.NEVER);

    assertThat(metadata.findTag(REPOSITORY, new Tag("mine"))).hasValue(image.digest());
    assertWhole(image);
  }

  @Test
  void keepsAnImageWholeThatAClientPushedAndTheParentDeleted() {
    StoredManifest image = new TestImages(served).image(APP, "", layer(1, 100));
    long before = hub.sequence();
    hub.images.image(APP, "", layer(1, 100));
    hub.content.deleteManifest(REPOSITORY, image.digest());

    var _ = engine.syncChanges(SCOPE, hub.messages(before), Stop.NEVER);

    assertWhole(image);
  }

  @Test
  void triesATagAgainThatAClientChangedToo() {
    hub.images.image(APP, "v1", layer(1, 100));
    var _ = engine.syncAll(SCOPE, Stop.NEVER);
    StoredManifest ours = new TestImages(served).image(APP, "v1", layer(2, 100));
    long before = hub.sequence();
    hub.images.image(APP, "v1", layer(3, 100));

    SyncResult result = engine.syncChanges(SCOPE, hub.messages(before), Stop.NEVER);

    assertThat(metadata.findTag(REPOSITORY, new Tag("v1"))).hasValue(ours.digest());
    assertThat(result.failed()).hasSize(1);
    assertThat(result.failed().getFirst().reason()).contains("changed at this site too");
  }

  @Test
  void doesNotBringBackWhatAClientDeleted() {
    StoredManifest image = hub.images.image(APP, "v1", layer(1, 100));
    var _ = engine.syncAll(SCOPE, Stop.NEVER);
    deleteAtTheSite(image);

    var _ = engine.syncAll(SCOPE, Stop.NEVER);

    assertGone(image);
  }

  /** The deletion reaches the parent after the sync asked for the image, and is forgotten then. */
  @Test
  void doesNotBringBackWhatAClientDeletedAndSentUpMeanwhile() {
    StoredManifest image = hub.images.image(APP, "v1", layer(1, 100));
    whenPlanned(
        () -> {
          new TestImages(served).image(APP, "v1", layer(1, 100));
          deleteAtTheSite(image);
          sendUp();
        });

    assertStaysDeletedForOneRun(image);
  }

  @Test
  void doesNotBringBackWhatAClientDeletedBeforeAndSentUpMeanwhile() {
    StoredManifest image = hub.images.image(APP, "v1", layer(1, 100));
    new TestImages(served).image(APP, "v1", layer(1, 100));
    deleteAtTheSite(image);
    whenPlanned(this::sendUp);

    assertStaysDeletedForOneRun(image);
  }

  private void assertStaysDeletedForOneRun(StoredManifest image) {
    SyncResult result = engine.syncAll(SCOPE, Stop.NEVER);

    assertGone(image);
    assertThat(result.failed().getFirst().reason()).contains("deleted at this site too");
    site.onEvent = ignored -> {};
    site.clock.advance(Duration.ofHours(1));
    assertThat(engine.syncAll(SCOPE, Stop.NEVER).state()).isEqualTo(SyncResult.State.COMPLETE);
    assertWhole(image);
  }

  private void whenPlanned(Runnable meanwhile) {
    site.onEvent =
        event -> {
          if (event instanceof SyncEvent.Planned) {
            meanwhile.run();
          }
        };
  }

  private void sendUp() {
    metadata.listUnsent(0, 10).forEach(done -> metadata.settle(done, Optional.empty()));
  }

  private void deleteAtTheSite(StoredManifest image) {
    served.deleteManifest(REPOSITORY, image.digest());
    image.parse().blobs().forEach(it -> metadata.unlinkBlob(REPOSITORY, it.digest()));
  }

  private void assertGone(StoredManifest image) {
    assertThat(metadata.findManifest(REPOSITORY, Reference.of(image.digest()))).isEmpty();
    assertThat(metadata.listTags(REPOSITORY, "", 10)).isEmpty();
    assertThat(metadata.listBlobs(REPOSITORY, "", 10)).isEmpty();
  }

  private void assertWhole(StoredManifest image) {
    assertThat(metadata.findManifest(REPOSITORY, Reference.of(image.digest()))).isPresent();
    image
        .parse()
        .requiredBlobs()
        .forEach(blob -> served.openBlob(REPOSITORY, blob.digest()).close());
  }
}
