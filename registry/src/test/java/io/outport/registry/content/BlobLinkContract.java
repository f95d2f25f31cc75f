package io.outport.registry.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link MetadataStore} says of blobs, what names them, and since when, for every one. */
abstract class BlobLinkContract {
  protected static final RepositoryName REPOSITORY = new RepositoryName("library/debian");
  protected static final RepositoryName OTHER = new RepositoryName("library/alpine");
  protected static final Tag LATEST = new Tag("latest");
  private static final Digest LAYER = digest("layer");
  private static final Digest CONFIG = digest("config");
  private static final int ALL = 1000;
  private static final int RACES = 100;

  protected final VirtualClock clock = VirtualClock.start();
  protected MetadataStore store;

  /** An empty store. */
  protected abstract MetadataStore openStore(InstantSource clock) throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore(clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void listsBlobsOfOneRepositoryInPages() {
    List<Digest> digests = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      digests.add(digest("blob " + i));
      store.linkBlob(REPOSITORY, digest("blob " + i), i);
    }
    store.linkBlob(OTHER, digest("elsewhere"), 1);
    digests.sort((a, b) -> a.toString().compareTo(b.toString()));

    List<Digest> paged = new ArrayList<>();
    List<BlobLink> page = store.listBlobs(REPOSITORY, "", 2);
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(2);
      page.forEach(each -> paged.add(each.digest()));
      page = store.listBlobs(REPOSITORY, page.getLast().digest().toString(), 2);
    }

    assertThat(paged).containsExactlyElementsOf(digests);
    assertThat(store.listBlobs(new RepositoryName("absent"), "", ALL)).isEmpty();
    assertThat(store.findLink(REPOSITORY, digest("elsewhere"))).isEmpty();
    assertThatThrownBy(() -> store.listBlobs(REPOSITORY, "", -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhatIsNamedByAManifestOfTheSameRepository() {
    store.linkBlob(REPOSITORY, LAYER, 7);
    store.linkBlob(REPOSITORY, CONFIG, 3);
    store.linkBlob(OTHER, LAYER, 7);
    Instant linked = clock.instant();
    clock.advance(Duration.ofHours(1));

    putNaming("image", LAYER);

    assertThat(blob(REPOSITORY, LAYER)).isEqualTo(new BlobLink(LAYER, 7, true, linked));
    assertThat(blob(REPOSITORY, CONFIG)).isEqualTo(new BlobLink(CONFIG, 3, false, linked));
    assertThat(blob(OTHER, LAYER)).isEqualTo(new BlobLink(LAYER, 7, false, linked));
  }

  @Test
  void countsFromTheDeletionOfTheLastManifestThatNamedIt() {
    store.linkBlob(REPOSITORY, LAYER, 7);
    store.linkBlob(REPOSITORY, CONFIG, 3);
    Instant linked = clock.instant();
    StoredManifest first = putNaming("first", LAYER);
    StoredManifest second = putNaming("second", LAYER);
    clock.advance(Duration.ofHours(1));

    store.deleteManifest(REPOSITORY, first.digest());
    assertThat(blob(REPOSITORY, LAYER).referenced()).isTrue();
    clock.advance(Duration.ofHours(1));
    store.deleteManifest(REPOSITORY, second.digest());

    assertThat(blob(REPOSITORY, LAYER)).isEqualTo(new BlobLink(LAYER, 7, false, clock.instant()));
    assertThat(blob(REPOSITORY, CONFIG).since()).isEqualTo(linked);
  }

  @Test
  void renewsTheTimeOfALinkThatNoManifestNeeds() {
    store.linkBlob(REPOSITORY, LAYER, 7);
    clock.advance(Duration.ofHours(1));

    store.linkBlob(REPOSITORY, LAYER, 7);

    assertThat(blob(REPOSITORY, LAYER).since()).isEqualTo(clock.instant());
  }

  @Test
  void keepsTheTimeOfALinkThatAManifestNeeds() {
    store.linkBlob(REPOSITORY, LAYER, 7);
    Instant linked = clock.instant();
    putNaming("image", LAYER);
    clock.advance(Duration.ofHours(1));

    store.linkBlob(REPOSITORY, LAYER, 7);

    assertThat(blob(REPOSITORY, LAYER).since()).isEqualTo(linked);
  }

  @Test
  void countsNamesOnceHoweverOftenAManifestComes() {
    store.linkBlob(REPOSITORY, LAYER, 7);
    StoredManifest image = putNaming("image", LAYER);
    putNaming("image", LAYER);

    store.deleteManifest(REPOSITORY, image.digest());

    assertThat(blob(REPOSITORY, LAYER).referenced()).isFalse();
  }

  @Test
  void findsAbsentBlobNamedOnceItComes() {
    putNaming("sparse image", LAYER);
    assertThat(store.listBlobs(REPOSITORY, "", ALL)).isEmpty();

    store.linkBlob(REPOSITORY, LAYER, 7);

    assertThat(blob(REPOSITORY, LAYER).referenced()).isTrue();
  }

  @Test
  void changesNothingWhenARequiredBlobIsNotThere() {
    store.linkBlob(REPOSITORY, CONFIG, 3);
    store.linkBlob(OTHER, LAYER, 7);
    var references = new References(null, Set.of(LAYER, CONFIG), Set.of(LAYER, CONFIG));

    Set<Digest> missing = store.putManifest(REPOSITORY, named("image"), references, Set.of(LATEST));

    assertThat(missing).containsExactly(LAYER);
    assertThat(store.findTag(REPOSITORY, LATEST)).isEmpty();
    assertThat(store.findManifest(REPOSITORY, Reference.of(named("image").digest()))).isEmpty();
    assertThat(store.listChanges(0, ALL)).isEmpty();
    assertThat(blob(REPOSITORY, CONFIG).referenced()).isFalse();
  }

  @Test
  void adoptsBlobsWithTheManifestThatNamesThem() {
    store.linkBlob(REPOSITORY, CONFIG, 3);
    var references =
        new References(null, Set.of(LAYER, CONFIG), Set.of(LAYER, CONFIG))
            .adopting(Map.of(LAYER, 7L));

    assertThat(store.putManifest(REPOSITORY, named("image"), references, Set.of())).isEmpty();

    assertThat(store.findBlob(REPOSITORY, LAYER)).hasValue(7);
    assertThat(blob(REPOSITORY, LAYER).referenced()).isTrue();
  }

  @Test
  void adoptsNothingWithARefusedManifest() {
    var references =
        new References(null, Set.of(LAYER, CONFIG), Set.of(LAYER, CONFIG))
            .adopting(Map.of(LAYER, 7L));

    assertThat(store.putManifest(REPOSITORY, named("image"), references, Set.of()))
        .containsExactly(CONFIG);

    assertThat(store.hasRepository(REPOSITORY)).isFalse();
  }

  @Test
  void makesNoRepositoryForARefusedManifest() {
    var references = new References(null, Set.of(LAYER), Set.of(LAYER));

    store.putManifest(REPOSITORY, named("image"), references, Set.of());

    assertThat(store.hasRepository(REPOSITORY)).isFalse();
  }

  @Test
  void unlinksOnlyWhatNoManifestNamesAndIsOldEnough() {
    store.linkBlob(REPOSITORY, LAYER, 7);
    store.linkBlob(REPOSITORY, CONFIG, 3);
    putNaming("image", LAYER);
    Instant old = clock.instant();
    clock.advance(Duration.ofMillis(1));
    store.linkBlob(REPOSITORY, digest("young"), 5);
    store.linkBlob(OTHER, CONFIG, 3);
    List<Digest> asked = List.of(LAYER, CONFIG, digest("young"), digest("absent"));

    assertThat(store.unlinkUnreferenced(REPOSITORY, asked, old)).containsExactly(CONFIG);
    assertThat(store.unlinkUnreferenced(REPOSITORY, asked, old)).isEmpty();

    assertThat(store.findBlob(REPOSITORY, CONFIG)).isEmpty();
    assertThat(store.findBlob(REPOSITORY, LAYER)).isPresent();
    assertThat(store.findBlob(REPOSITORY, digest("young"))).isPresent();
    assertThat(store.findBlob(OTHER, CONFIG)).isPresent();
  }

  @Test
  void endsARepositoryWithItsLastBlob() {
    store.linkBlob(REPOSITORY, LAYER, 7);

    store.unlinkUnreferenced(REPOSITORY, List.of(LAYER), clock.instant());

    assertThat(store.hasRepository(REPOSITORY)).isFalse();
  }

  @Test
  void renewsWhatIsThereAndMakesNothing() {
    store.linkBlob(REPOSITORY, LAYER, 7);
    clock.advance(Duration.ofHours(1));

    store.renewBlob(REPOSITORY, LAYER);
    store.renewBlob(REPOSITORY, CONFIG);
    store.renewBlob(OTHER, LAYER);

    assertThat(blob(REPOSITORY, LAYER).since()).isEqualTo(clock.instant());
    assertThat(store.findBlob(REPOSITORY, LAYER)).hasValue(7);
    assertThat(store.findLink(REPOSITORY, CONFIG)).isEmpty();
    assertThat(store.hasRepository(OTHER)).isFalse();
  }

  @Test
  void remembersWhenBlobsWereLetGoOf() {
    assertThat(store.findUnlinkTime(LAYER)).isEmpty();
    store.linkBlob(REPOSITORY, LAYER, 7);
    store.linkBlob(OTHER, LAYER, 7);
    Instant linked = clock.instant();
    assertThat(store.findUnlinkTime(LAYER)).isEmpty();
    clock.advance(Duration.ofHours(1));

    store.unlinkUnreferenced(REPOSITORY, List.of(LAYER), clock.instant());
    assertThat(store.findUnlinkTime(LAYER)).hasValue(linked);
    store.unlinkBlob(OTHER, LAYER);
    assertThat(store.findUnlinkTime(LAYER)).hasValue(clock.instant());
    store.unlinkBlob(OTHER, LAYER);

    store.forgetUnlinkTime(LAYER);
    store.forgetUnlinkTime(LAYER);
    assertThat(store.findUnlinkTime(LAYER)).isEmpty();
  }

  @Test
  void keepsTheLatestUnlinking() {
    store.linkBlob(OTHER, LAYER, 7);
    clock.advance(Duration.ofHours(1));
    store.linkBlob(REPOSITORY, LAYER, 7);
    store.unlinkBlob(REPOSITORY, LAYER);
    Instant latest = clock.instant();

    store.unlinkUnreferenced(OTHER, List.of(LAYER), latest);

    assertThat(store.findUnlinkTime(LAYER)).hasValue(latest);
  }

  @Test
  void neverUnlinksWhatAManifestTakesAtTheSameTime() throws Exception {
    var references = new References(null, Set.of(LAYER), Set.of(LAYER));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < RACES; i++) {
        store.linkBlob(REPOSITORY, LAYER, 7);
        StoredManifest image = named("image " + i);
        var start = new CyclicBarrier(2);

        Callable<Boolean> put =
            () -> {
              start.await();
              return store.putManifest(REPOSITORY, image, references, Set.of()).isEmpty();
            };
        Callable<Boolean> unlink =
            () -> {
              start.await();
              return store
                  .unlinkUnreferenced(REPOSITORY, List.of(LAYER), clock.instant())
                  .isEmpty();
            };
        List<Future<Boolean>> ended = threads.invokeAll(List.of(put, unlink));

        boolean visible = ended.get(0).get();
        boolean spared = ended.get(1).get();
        assertThat(visible).isEqualTo(spared);
        assertThat(store.findBlob(REPOSITORY, LAYER).isPresent()).isEqualTo(visible);
        store.deleteManifest(REPOSITORY, image.digest());
      }
    }
  }

  private BlobLink blob(RepositoryName repository, Digest digest) {
    BlobLink found = store.findLink(repository, digest).orElseThrow();
    assertThat(store.listBlobs(repository, "", ALL)).contains(found);
    return found;
  }

  private StoredManifest putNaming(String content, Digest... blobs) {
    StoredManifest manifest = named(content);
    var references = new References(null, Set.of(blobs), Set.of());
    assertThat(store.putManifest(REPOSITORY, manifest, references, Set.of())).isEmpty();
    return manifest;
  }

  private static StoredManifest named(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new StoredManifest(Digest.ofBytes(bytes), "application/vnd.test+json", bytes);
  }

  private static Digest digest(String text) {
    return Digest.ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
