package io.outport.sync.engine;

import static io.outport.sync.TestImages.layer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.gateway.Message;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.GarbageCollector;
import io.outport.registry.content.GarbageReport;
import io.outport.registry.content.Leases;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.UploadId;
import io.outport.registry.content.Waiting;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.sync.ImageName;
import io.outport.sync.PendingImage;
import io.outport.sync.ScriptedParent;
import io.outport.sync.SiteScope;
import io.outport.sync.Stop;
import io.outport.sync.SyncEvent;
import io.outport.sync.SyncResult;
import io.outport.sync.SyncResult.State;
import io.outport.sync.TestImages;
import io.outport.testkit.VirtualClock;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SyncEngineTest {
  private static final RepositoryName APP = new RepositoryName("team/app");

  private final Content hub =
      new Content(
          new MemoryBlobStore(),
          new MemoryMetadataStore(VirtualClock.start()),
          ContentListener.NONE);
  private final TestImages images = new TestImages(hub);
  private final ScriptedParent parent = new ScriptedParent(hub);
  private final Site site = new Site();

  @Test
  void copiesImagesIndexesAndReferrersOfReferrers() {
    StoredManifest amd = images.image("team/app", "", layer(1, 5000));
    StoredManifest arm = images.image("team/app", "", layer(2, 5000));
    images.index("team/app", "v1", amd, arm);
    StoredManifest signature = images.referrer("team/app", arm, layer(3, 100));
    images.referrer("team/app", signature, layer(4, 100));
    images.image("other", "x", layer(5, 10));

    SyncResult result = all("*");

    assertThat(result.state()).isEqualTo(State.COMPLETE);
    assertThat(result.synced()).isEqualTo(2);
    assertInLine();
    assertThat(site.content().listReferrers(APP, arm.digest())).hasSize(1);
    assertThat(site.content().listReferrers(APP, signature.digest())).hasSize(1);
  }

  @Test
  void plansNothingTheSecondTime() {
    images.image("team/app", "v1", layer(1, 5000));
    images.image("team/app", "v2", layer(2, 5000));
    all("*");
    long before = parent.served();
    long changes = site.memoryMetadata.lastSequence();

    SyncResult again = all("*");

    assertThat(again.state()).isEqualTo(State.COMPLETE);
    assertThat(again.synced()).isZero();
    assertThat(again.unchanged()).isEqualTo(2);
    assertThat(parent.served()).isEqualTo(before);
    assertThat(parent.calls().stream().filter(call -> call.startsWith("manifest"))).hasSize(2);
    assertThat(site.memoryMetadata.lastSequence()).isEqualTo(changes);
  }

  @Test
  void fetchesASharedBlobOnceForAllImagesAndRepositories() {
    byte[] shared = layer(1, 50_000);
    for (int i = 0; i < 8; i++) {
      images.image("team/app" + i % 3, "v" + i, shared, layer(10 + i, 100));
    }

    SyncResult result = all("*");

    assertThat(result.state()).isEqualTo(State.COMPLETE);
    assertThat(parent.served(Digest.ofBytes(shared))).isEqualTo(50_000);
    assertThat(result.traffic().fetched()).isEqualTo(parent.served());
    assertThat(result.traffic().reused()).isGreaterThanOrEqualTo(2 * 50_000);
    assertInLine();
  }

  @Test
  void adoptsABlobThatAnotherRepositoryOfTheSiteHolds() {
    byte[] shared = layer(1, 50_000);
    images.image("team/app", "v1", shared);
    new TestImages(site.content()).image("local", "own", shared);

    SyncResult result = sync(Site.keeper("*"));

    assertThat(result.state()).isEqualTo(State.COMPLETE);
    assertThat(parent.served(Digest.ofBytes(shared))).isZero();
  }

  @Test
  void keepsToItsPatternsAndNeedsNoCatalogForExactNames() {
    images.image("team/app", "v1", layer(1, 10));
    images.image("secret", "v1", layer(2, 10));

    all("team/app");

    assertThat(parent.calls()).doesNotContain("catalog");
    assertThat(Site.tags(site.memoryMetadata)).containsOnlyKeys("team/app:v1");
  }

  @Test
  void servesTheOldTagUntilTheNewImageIsComplete() {
    StoredManifest old = images.image("team/app", "v1", layer(1, 5000));
    all("*");
    byte[] second = layer(2, 50_000);
    StoredManifest young = images.image("team/app", "v1", second);
    parent.cutAfter(() -> 100);

    SyncResult broken = changes(tagged("team/app", "v1", young.digest()));

    assertThat(broken.state()).isEqualTo(State.INCOMPLETE);
    assertThat(site.find("team/app", "v1")).contains(old);
    assertThat(site.find("team/app", young.digest().toString())).isEmpty();

    parent.cutAfter(() -> Long.MAX_VALUE);
    assertThat(changes(tagged("team/app", "v1", young.digest())).state()).isEqualTo(State.COMPLETE);
    assertThat(site.find("team/app", "v1")).contains(young);
    assertThat(parent.served(Digest.ofBytes(second))).isEqualTo(50_000);
  }

  @Test
  void badImageNeverStopsTheOthers() {
    byte[] bad = layer(1, 9000);
    images.image("team/app", "bad", bad);
    images.image("team/app", "good", layer(2, 5000));
    images.image("team/zed", "good", layer(3, 5000));
    parent.forge(Digest.ofBytes(bad), layer(99, 9000));

    SyncResult result = all("*");

    assertThat(result.state()).isEqualTo(State.INCOMPLETE);
    assertThat(result.reason()).contains("do not match the digest");
    assertThat(Site.tags(site.memoryMetadata)).containsOnlyKeys("team/app:good", "team/zed:good");
    assertThat(result.failed())
        .extracting(each -> each.image().toString())
        .containsExactly("team/app:bad");
  }

  @Test
  void blobThatNeverComesThroughStopsNoOtherImage() {
    byte[] stuck = layer(1, 9000);
    images.image("team/app", "a-stuck", stuck);
    images.image("team/app", "good", layer(2, 5000));
    parent.follow(
        (call, name) -> {
          if (name.endsWith(Digest.ofBytes(stuck).toString())) {
            throw ScriptedParent.unreachable();
          }
        });

    SyncResult result = all("*");

    assertThat(result.state()).isEqualTo(State.INCOMPLETE);
    assertThat(Site.tags(site.memoryMetadata)).containsOnlyKeys("team/app:good");
    assertThat(site.journal.listPending()).hasSize(1);
  }

  @Test
  void aClockThatWasSetBackDoesNotPutOffAFailedImageForADay() {
    byte[] bad = layer(1, 9000);
    images.image("team/app", "bad", bad);
    parent.forge(Digest.ofBytes(bad), layer(99, 9000));
    all("*");
    parent.behave();

    site.clock.advance(Duration.ofDays(-1));

    assertThat(site.engine(parent).nextAttempt()).contains(site.clock.instant());
    assertThat(changes().state()).isEqualTo(State.COMPLETE);
    assertInLine();
  }

  @Test
  void retriesAFailedImageWhenItsTimeHasCome() {
    byte[] bad = layer(1, 9000);
    images.image("team/app", "bad", bad);
    parent.forge(Digest.ofBytes(bad), layer(99, 9000));
    all("*");
    PendingImage first = site.journal.listPending().getFirst();
    long served = parent.served();

    assertThat(changes().state()).isEqualTo(State.COMPLETE);
    assertThat(parent.served()).as("not before its time").isEqualTo(served);

    site.clock.advance(Duration.ofSeconds(11));
    assertThat(changes().state()).isEqualTo(State.INCOMPLETE);
    PendingImage second = site.journal.listPending().getFirst();
    assertThat(second.attempts()).isEqualTo(first.attempts() + 1);

    parent.behave();
    site.clock.advance(Duration.ofMinutes(11));
    assertThat(changes().state()).isEqualTo(State.COMPLETE);
    assertThat(site.journal.listPending()).isEmpty();
    assertInLine();
  }

  @Test
  void skipsNonDistributableLayers() {
    Descriptor config = images.blob("team/app", MediaType.OCI_CONFIG, "{}".getBytes(UTF_8));
    Descriptor foreign =
        Descriptor.of(
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            Digest.ofBytes(new byte[] {9}),
            1);
    images.put(
        "team/app",
        "v1",
        MediaType.OCI_MANIFEST,
        TestImages.imageDocument(config, List.of(foreign), Optional.empty()));

    assertThat(all("*").state()).isEqualTo(State.COMPLETE);
    assertInLine();
  }

  @Test
  void copiesEmptyLayersWithoutAskingForThem() {
    images.image("team/app", "v1", new byte[0]);

    assertThat(all("*").state()).isEqualTo(State.COMPLETE);

    assertInLine();
    assertThat(parent.calls()).doesNotContain("blob " + Digest.ofBytes(new byte[0]));
  }

  @Test
  void mirrorLetsGoOfWhatTheParentNoLongerHas() {
    images.image("team/app", "v1", layer(1, 100), layer(9, 100));
    StoredManifest two = images.image("team/app", "v2", layer(2, 100), layer(9, 100));
    images.image("gone", "v1", layer(3, 100));
    all("*");
    hub.deleteManifest(APP, two.digest());
    RepositoryName gone = new RepositoryName("gone");
    hub.deleteManifest(gone, hub.metadata().findTag(gone, new Tag("v1")).orElseThrow());

    SyncResult result = all("*");

    assertThat(result.state()).isEqualTo(State.COMPLETE);
    assertInLine();
    assertThat(site.memoryMetadata.hasRepository(gone)).isFalse();
    assertThat(site.memoryMetadata.findBlob(APP, Digest.ofBytes(layer(2, 100)))).isEmpty();
    assertThat(site.memoryMetadata.findBlob(APP, Digest.ofBytes(layer(9, 100)))).hasValue(100);
  }

  @Test
  void keepsUntaggedManifestsThatTheParentStillHas() {
    StoredManifest old = images.image("team/app", "v1", layer(1, 100));
    all("*");
    images.image("team/app", "v1", layer(2, 100));

    all("*");

    assertThat(site.find("team/app", old.digest().toString())).isPresent();
    assertInLine();
  }

  @Test
  void deletesNothingWhenAListingFails() {
    images.image("team/app", "v1", layer(1, 100));
    all("*");
    hub.deleteTag(APP, new Tag("v1"));
    for (String call : List.of("catalog", "tags team/app")) {
      parent.follow(
          (number, name) -> {
            if (name.equals(call)) {
              throw ScriptedParent.unreachable();
            }
          });

      assertThat(all("*").state()).isEqualTo(State.ABORTED);
      assertThat(Site.tags(site.memoryMetadata)).containsOnlyKeys("team/app:v1");
    }
  }

  @Test
  void mirrorDropsRepositoriesThatLeftItsPatterns() {
    images.image("team/app", "v1", layer(1, 100));
    images.image("other", "v1", layer(2, 100));
    all("*");

    SyncResult result = all("team/*");

    assertThat(result.state()).isEqualTo(State.COMPLETE);
    assertThat(site.memoryMetadata.listRepositories("", 10)).containsExactly(APP);
  }

  @Test
  void keeperKeepsItsOwnAndWhatLeftItsPatterns() {
    images.image("team/app", "v1", layer(1, 100));
    images.image("other", "v1", layer(2, 100));
    sync(Site.keeper("*"));
    new TestImages(site.content()).image("team/app", "own", layer(7, 100));

    sync(Site.keeper("team/*"));

    assertThat(Site.tags(site.memoryMetadata))
        .containsOnlyKeys("team/app:v1", "team/app:own", "other:v1");
  }

  /** The blob may have come again just now, as the first of an image that a client pushes. */
  @Test
  void keeperLeavesTheBlobsOfADeletedManifestToTheCollector() {
    byte[] layer = layer(1, 100);
    StoredManifest image = images.image("team/app", "v1", layer);
    sync(Site.keeper("*"));
    hub.deleteManifest(APP, image.digest());
    List<Message> gone =
        List.of(
            message(Message.Kind.UNTAGGED, "team/app", "v1", image.digest()),
            message(Message.Kind.MANIFEST_DELETED, "team/app", "", image.digest()));

    SyncResult result = engine().syncChanges(Site.keeper("*"), gone, Stop.NEVER);

    assertThat(result.state()).isEqualTo(State.COMPLETE);
    assertThat(site.find("team/app", image.digest().toString())).isEmpty();
    assertThat(site.memoryMetadata.findBlob(APP, Digest.ofBytes(layer))).isPresent();
  }

  @Test
  void followsMessagesWithoutListing() {
    StoredManifest one = images.image("team/app", "v1", layer(1, 100));
    StoredManifest two = images.image("team/app", "v2", layer(2, 100));
    all("*");
    StoredManifest signature = images.referrer("team/app", one, layer(5, 50));
    StoredManifest three = images.image("team/app", "v3", layer(3, 100));
    hub.deleteManifest(APP, two.digest());
    parent.follow((call, name) -> {});

    SyncResult result =
        changes(
            message(Message.Kind.MANIFEST_PUSHED, "team/app", "", signature.digest()),
            message(Message.Kind.MANIFEST_PUSHED, "team/app", "", three.digest()),
            tagged("team/app", "v3", three.digest()),
            message(Message.Kind.UNTAGGED, "team/app", "v2", two.digest()),
            message(Message.Kind.MANIFEST_DELETED, "team/app", "", two.digest()),
            tagged("Not A Name", "v3", three.digest()));

    assertThat(result.state()).isEqualTo(State.COMPLETE);
    assertInLine();
    assertThat(Site.manifests(site.memoryMetadata)).isEqualTo(Site.manifests(hub.metadata()));
    assertThat(parent.calls())
        .doesNotContain("catalog", "tags team/app", "resolve team/app@" + three.digest());
  }

  @Test
  void goesByTheParentsPresentStateWhenMessagesAreOld() {
    StoredManifest old = images.image("team/app", "v1", layer(1, 100));
    images.image("team/app", "v1", layer(2, 100));

    changes(
        tagged("team/app", "v1", old.digest()),
        message(Message.Kind.UNTAGGED, "team/app", "v1", old.digest()));

    assertInLine();
  }

  @Test
  void keeperDropsATagOnlyWhenItIsTheParentsOwn() {
    StoredManifest mine = new TestImages(site.content()).image("team/app", "v1", layer(1, 100));
    StoredManifest theirs = images.image("team/app", "", layer(2, 100));

    engine()
        .syncChanges(
            Site.keeper("*"),
            List.of(message(Message.Kind.UNTAGGED, "team/app", "v1", theirs.digest())),
            Stop.NEVER);
    assertThat(site.find("team/app", "v1")).contains(mine);

    engine()
        .syncChanges(
            Site.keeper("*"),
            List.of(message(Message.Kind.UNTAGGED, "team/app", "v1", mine.digest())),
            Stop.NEVER);
    assertThat(site.find("team/app", "v1")).isEmpty();
  }

  @Test
  void keepsADeletedManifestWhileALocalTagNeedsIt() {
    StoredManifest old = images.image("team/app", "v1", layer(1, 100));
    all("*");
    byte[] bad = layer(2, 5000);
    StoredManifest young = images.image("team/app", "v1", bad);
    parent.forge(Digest.ofBytes(bad), layer(99, 5000));
    hub.metadata().deleteManifest(APP, old.digest());

    changes(
        tagged("team/app", "v1", young.digest()),
        message(Message.Kind.MANIFEST_DELETED, "team/app", "", old.digest()));
    all("*");

    assertThat(site.find("team/app", "v1")).contains(old);
  }

  @Test
  void stopsInTheMiddleOfABlobAndGoesOnFromThere() {
    byte[] big = layer(1, 100_000);
    images.image("team/app", "v1", big);
    Digest digest = Digest.ofBytes(big);

    SyncResult stopped = engine().syncAll(Site.mirror("*"), () -> parent.served(digest) > 40_000);

    assertThat(stopped.state()).isEqualTo(State.STOPPED);
    assertThat(Site.tags(site.memoryMetadata)).isEmpty();
    SyncResult result = all("*");
    assertThat(result.state()).isEqualTo(State.COMPLETE);
    assertThat(result.traffic().resumed()).isGreaterThan(40_000);
    assertThat(parent.served(digest)).isEqualTo(100_000);
  }

  /** Over a thin link an image may take longer than any grace time. */
  @Test
  void keepsWhatCameOfAnImageThroughCollectionsOfGarbage() throws Exception {
    byte[] first = layer(1, 5_000);
    byte[] second = layer(2, 100_000);
    images.image("team/app", "v1", first, second);
    Digest large = Digest.ofBytes(second);
    SyncEngine stopped = engine();
    stopped.syncAll(Site.mirror("*"), () -> parent.served(large) > 40_000);
    assertThat(parent.served(Digest.ofBytes(first))).isEqualTo(5_000);
    Content content = site.content();
    site.clock.advance(Duration.ofDays(3));

    // As a process does that was started anew meanwhile.
    try (Leases.Lease _ = content.leases().hold(engine().awaitedBlobs())) {
      GarbageReport report =
          new GarbageCollector(content, site.clock, Waiting.REAL).run(Duration.ofDays(1), false);
      assertThat(report.blobs()).isZero();
    }

    assertThat(all("*").state()).isEqualTo(State.COMPLETE);
    assertThat(parent.served(Digest.ofBytes(first))).isEqualTo(5_000);
    assertThat(parent.served(large)).isEqualTo(100_000);
    assertThat(engine().awaitedBlobs()).isEmpty();
  }

  @Test
  void doesNotFetchManifestsAgainAfterARestart() {
    images.image("team/app", "v1", layer(1, 100_000));
    parent.cutAfter(() -> 10);
    all("*");
    parent.follow((call, name) -> {});
    parent.cutAfter(() -> Long.MAX_VALUE);

    assertThat(all("*").state()).isEqualTo(State.COMPLETE);

    assertThat(parent.calls().stream().filter(call -> call.startsWith("manifest"))).isEmpty();
  }

  @Test
  void refusesGraphsBeyondItsLimits() {
    StoredManifest nested = images.image("team/app", "", layer(1, 10));
    for (int i = 0; i < 6; i++) {
      nested = images.index("team/app", i == 5 ? "deep" : "", nested);
    }
    images.image("team/app", "good", layer(2, 10));

    SyncResult result = all("*");

    assertThat(result.state()).isEqualTo(State.INCOMPLETE);
    assertThat(result.reason()).contains("limits of this site");
    assertThat(Site.tags(site.memoryMetadata)).containsOnlyKeys("team/app:good");
  }

  @Test
  void copiesASparseIndexAndItsEntryWhenThatComes() {
    StoredManifest here = images.image("team/app", "", layer(1, 100));
    StoredManifest absent = images.image("team/app", "", layer(2, 100));
    StoredManifest index = images.index("team/app", "v1", here, absent);
    hub.deleteManifest(APP, absent.digest());

    assertThat(all("*").state()).isEqualTo(State.COMPLETE);
    assertThat(site.find("team/app", "v1")).contains(index);

    hub.putManifest(APP, absent, Set.of());
    assertThat(all("*").state()).isEqualTo(State.COMPLETE);
    assertInLine();
  }

  @Test
  void dropsLeftoversOfTransfersAfterACompleteSync() {
    var leftover = UploadId.forTransfer(Digest.ofBytes(new byte[] {5}));
    try (var upload = site.memoryBlobs.openUpload(leftover)) {
      upload.append(ByteBuffer.wrap(new byte[] {1, 2}));
    }
    var push = new UploadId("client-upload");
    site.memoryBlobs.openUpload(push).close();
    images.image("team/app", "v1", layer(1, 10));

    all("*");

    assertThat(site.memoryBlobs.listUploads()).containsExactly(push);
  }

  @Test
  void refetchesFromNothingWhenATransferWasTorn() {
    byte[] big = layer(1, 50_000);
    images.image("team/app", "v1", big);
    var torn = UploadId.forTransfer(Digest.ofBytes(big));
    try (var upload = site.memoryBlobs.openUpload(torn)) {
      upload.append(ByteBuffer.wrap(Arrays.copyOf(big, 20_000)));
      upload.checkpoint();
      upload.append(ByteBuffer.wrap(new byte[10_000]));
    }

    SyncResult result = all("*");

    assertThat(result.state()).isEqualTo(State.COMPLETE);
    // The torn tail shows only at the end; the vouched prefix is not fetched again.
    assertThat(parent.served(Digest.ofBytes(big))).isEqualTo(20_000 + 30_000);
  }

  @Test
  void passesOverWhatItHasWhenTheServerIgnoresRanges() {
    byte[] big = layer(1, 50_000);
    images.image("team/app", "v1", big);
    int[] cut = {0};
    parent.cutAfter(() -> cut[0] += 15_000);
    parent.ignoreRange();

    SyncResult result = all("*");

    assertThat(result.state()).isEqualTo(State.COMPLETE);
    assertThat(result.traffic().wasted()).isPositive();
    assertInLine();
  }

  @Test
  void failsAnImageWhoseBlobHasAnotherSizeThanItsManifestSays() {
    byte[] bytes = layer(1, 9000);
    Descriptor real = images.blob("team/app", "application/octet-stream", bytes);
    Descriptor config = images.blob("team/app", MediaType.OCI_CONFIG, "{}".getBytes(UTF_8));
    for (long size : new long[] {8_000, 10_000}) {
      Descriptor lie = Descriptor.of(real.mediaType(), real.digest(), size);
      images.put(
          "team/app",
          "lie-" + size,
          MediaType.OCI_MANIFEST,
          TestImages.imageDocument(config, List.of(lie), Optional.empty()));
    }
    images.image("team/zed", "good", layer(2, 100));

    SyncResult result = all("*");

    assertThat(result.state()).isEqualTo(State.INCOMPLETE);
    assertThat(result.failed()).hasSize(2);
    assertThat(Site.tags(site.memoryMetadata)).containsOnlyKeys("team/zed:good");
  }

  @Test
  void endsTheRunWhenTheDiskIsFull() {
    images.image("team/app", "v1", layer(1, 9000));
    site.blobs =
        (BlobStore)
            Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(),
                new Class<?>[] {BlobStore.class},
                (self, method, arguments) -> {
                  if (method.getName().equals("openUpload")) {
                    throw new StoreException(StoreException.Kind.FULL, "no space is left", null);
                  }
                  return method.invoke(site.memoryBlobs, arguments);
                });

    SyncResult result = all("*");

    assertThat(result.state()).isEqualTo(State.ABORTED);
    assertThat(result.obstacle()).isEqualTo(SyncResult.Obstacle.STORE_FULL);
    assertThat(result.reason()).contains("no space is left");
    site.blobs = site.memoryBlobs;
    assertThat(all("*").state()).isEqualTo(State.COMPLETE);
  }

  @Test
  void passesAnInterruptOnAndKeepsWhatItHas() {
    byte[] big = layer(1, 100_000);
    images.image("team/app", "v1", big);
    Thread engine = Thread.currentThread();
    Digest digest = Digest.ofBytes(big);

    SyncResult result =
        engine()
            .syncAll(
                Site.mirror("*"),
                () -> {
                  if (parent.served(digest) > 30_000) {
                    engine.interrupt();
                    while (!Thread.currentThread().isInterrupted()) {
                      Thread.onSpinWait();
                    }
                  }
                  return false;
                });

    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.state()).isEqualTo(State.STOPPED);
    assertThat(all("*").state()).isEqualTo(State.COMPLETE);
    assertThat(parent.served(digest)).isEqualTo(100_000);
  }

  @Test
  void tellsWhatItDoes() {
    StoredManifest image = images.image("team/app", "v1", layer(1, 3000));

    all("*");

    assertThat(site.events)
        .hasAtLeastOneElementOfType(SyncEvent.Planned.class)
        .hasAtLeastOneElementOfType(SyncEvent.TransferAdvanced.class)
        .contains(
            new SyncEvent.TransferStarted(APP, Digest.ofBytes(layer(1, 3000)), 0, 3000),
            new SyncEvent.ImageSynced(new ImageName(APP, new Tag("v1")), image.digest()));
  }

  private SyncEngine engine() {
    return site.engine(parent);
  }

  private SyncResult all(String... patterns) {
    return sync(Site.mirror(patterns));
  }

  private SyncResult sync(SiteScope scope) {
    return engine().syncAll(scope, Stop.NEVER);
  }

  private SyncResult changes(Message... messages) {
    return engine().syncChanges(Site.mirror("*"), List.of(messages), Stop.NEVER);
  }

  private static Message tagged(String repository, String tag, Digest digest) {
    return message(Message.Kind.TAGGED, repository, tag, digest);
  }

  private static Message message(Message.Kind kind, String repository, String tag, Digest digest) {
    return new Message(
        1,
        VirtualClock.start().instant(),
        kind,
        repository,
        tag.isEmpty() ? null : tag,
        digest.toString());
  }

  /** Every tag of the hub is here with all that it needs, and no other. */
  private void assertInLine() {
    assertThat(Site.tags(site.memoryMetadata)).isEqualTo(Site.tags(hub.metadata()));
    for (RepositoryName name : hub.metadata().listRepositories("", Integer.MAX_VALUE)) {
      for (Tag tag : hub.metadata().listTags(name, "", Integer.MAX_VALUE)) {
        StoredManifest manifest = site.content().readManifest(name, tag);
        assertThat(manifest).isEqualTo(hub.readManifest(name, tag));
        assertWhole(name, manifest);
      }
    }
  }

  private void assertWhole(RepositoryName name, StoredManifest manifest) {
    manifest
        .parse()
        .requiredBlobs()
        .forEach(blob -> site.content().openBlob(name, blob.digest()).close());
    manifest
        .parse()
        .manifests()
        .forEach(
            child ->
                assertWhole(name, site.content().readManifest(name, Reference.of(child.digest()))));
  }
}
