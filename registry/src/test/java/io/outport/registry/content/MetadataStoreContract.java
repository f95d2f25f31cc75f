package io.outport.registry.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Change.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every sentence of {@link MetadataStore}, for every implementation. */
public abstract class MetadataStoreContract extends BlobLinkContract {
  private static final Digest BLOB = Digest.ofBytes(text("blob"));
  private static final int ALL = 1000;

  @Test
  void listsBlobsWithTheTimeTheyCame() {
    Instant first = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<Digest> digests =
        IntStream.range(0, 5).mapToObj(i -> Digest.ofBytes(text("blob " + i))).toList();
    digests.forEach(digest -> store.linkBlob(REPOSITORY, digest, 7));
    clock.advance(Duration.ofHours(2));
    store.linkBlob(REPOSITORY, digests.get(3), 7);
    store.linkBlob(OTHER, BLOB, 1);

    List<BlobLink> all = store.listBlobs(REPOSITORY, "", ALL);

    assertThat(all).extracting(BlobLink::digest).containsExactlyElementsOf(sorted(digests));
    assertThat(all)
        .allSatisfy(
            link -> {
              boolean again = link.digest().equals(digests.get(3));
              assertThat(link.size()).isEqualTo(7);
              assertThat(link.since()).isEqualTo(first.plus(Duration.ofHours(again ? 2 : 0)));
            });
    assertThat(store.listBlobs(REPOSITORY, "", 2)).isEqualTo(all.subList(0, 2));
    assertThat(store.listBlobs(REPOSITORY, all.get(1).digest().toString(), 2))
        .isEqualTo(all.subList(2, 4));
    assertThat(store.listBlobs(REPOSITORY, all.getLast().digest().toString(), 2)).isEmpty();
  }

  private static List<Digest> sorted(List<Digest> digests) {
    return digests.stream().sorted(Comparator.comparing(Digest::toString)).toList();
  }

  @Test
  void findsNothingInEmptyStore() {
    assertThat(store.findBlob(REPOSITORY, BLOB)).isEmpty();
    assertThat(store.findManifest(REPOSITORY, LATEST)).isEmpty();
    assertThat(store.findManifest(REPOSITORY, Reference.of(BLOB))).isEmpty();
    assertThat(store.findTag(REPOSITORY, LATEST)).isEmpty();
    assertThat(store.hasRepository(REPOSITORY)).isFalse();
    assertThat(store.listRepositories("", ALL)).isEmpty();
    assertThat(store.listTags(REPOSITORY, "", ALL)).isEmpty();
    assertThat(store.listManifests(REPOSITORY, "", ALL)).isEmpty();
    assertThat(store.listReferrers(REPOSITORY, BLOB)).isEmpty();
    assertThat(store.listRepositoriesWithBlob(BLOB, ALL)).isEmpty();
    assertThat(changes()).isEmpty();
    assertThat(store.lastSequence()).isZero();
    assertThat(store.oldestContinuableSequence()).isZero();
  }

  @Test
  void linksBlobToOneRepository() {
    store.linkBlob(REPOSITORY, BLOB, 42);

    assertThat(store.findBlob(REPOSITORY, BLOB)).hasValue(42);
    assertThat(store.findBlob(OTHER, BLOB)).isEmpty();
    assertThat(changes()).isEmpty();
  }

  @Test
  void linksBlobLargerThanFourGibibytes() {
    store.linkBlob(REPOSITORY, BLOB, 1L << 40);

    assertThat(store.findBlob(REPOSITORY, BLOB)).hasValue(1L << 40);
  }

  @Test
  void changesNothingWhenBlobIsLinkedAgain() {
    store.linkBlob(REPOSITORY, BLOB, 42);

    store.linkBlob(REPOSITORY, BLOB, 42);

    assertThat(store.findBlob(REPOSITORY, BLOB)).hasValue(42);
    assertThat(store.listRepositoriesWithBlob(BLOB, ALL)).containsExactly(REPOSITORY);
    assertThat(store.unlinkBlob(REPOSITORY, BLOB)).isTrue();
    assertThat(store.findBlob(REPOSITORY, BLOB)).isEmpty();
  }

  @Test
  void unlinksBlobOnce() {
    store.linkBlob(REPOSITORY, BLOB, 42);
    store.linkBlob(OTHER, BLOB, 42);

    assertThat(store.unlinkBlob(REPOSITORY, BLOB)).isTrue();
    assertThat(store.unlinkBlob(REPOSITORY, BLOB)).isFalse();

    assertThat(store.findBlob(REPOSITORY, BLOB)).isEmpty();
    assertThat(store.findBlob(OTHER, BLOB)).hasValue(42);
  }

  @Test
  void listsRepositoriesWithBlobSortedAndBounded() {
    for (String name : List.of("c", "a", "d", "b")) {
      store.linkBlob(new RepositoryName(name), BLOB, 1);
    }
    store.linkBlob(new RepositoryName("0-without"), Digest.ofBytes(text("another")), 1);

    assertThat(store.listRepositoriesWithBlob(BLOB, 3))
        .extracting(RepositoryName::value)
        .containsExactly("a", "b", "c");
  }

  @Test
  void findsManifestByDigestAndTagByteForByte() {
    byte[] bytes = new byte[256];
    IntStream.range(0, 256).forEach(i -> bytes[i] = (byte) i);
    var manifest = new StoredManifest(Digest.ofBytes(bytes), "application/x; charset=ü", bytes);

    store.putManifest(REPOSITORY, manifest, References.NONE, Set.of(LATEST));

    assertThat(store.findManifest(REPOSITORY, Reference.of(manifest.digest()))).hasValue(manifest);
    assertThat(store.findManifest(REPOSITORY, LATEST)).hasValue(manifest);
    assertThat(store.findTag(REPOSITORY, LATEST)).hasValue(manifest.digest());
    assertThat(store.findManifest(OTHER, LATEST)).isEmpty();
    assertThat(store.findManifest(OTHER, Reference.of(manifest.digest()))).isEmpty();
    assertThat(store.findTag(OTHER, LATEST)).isEmpty();
  }

  @Test
  void holdsManifestOfFourMebibytes() {
    byte[] bytes = new byte[4 * 1024 * 1024];
    Arrays.fill(bytes, (byte) ' ');
    Digest digest = Digest.ofBytes(DigestAlgorithm.SHA512, bytes);

    store.putManifest(
        REPOSITORY, new StoredManifest(digest, "a/b", bytes), References.NONE, Set.of());

    assertThat(store.findManifest(REPOSITORY, Reference.of(digest)).orElseThrow().bytes())
        .isEqualTo(bytes);
  }

  @Test
  void keepsTagsApartByCase() {
    StoredManifest lower = put("lower", "tag");
    StoredManifest upper = put("upper", "TAG");

    assertThat(store.findTag(REPOSITORY, new Tag("tag"))).hasValue(lower.digest());
    assertThat(store.findTag(REPOSITORY, new Tag("TAG"))).hasValue(upper.digest());
  }

  @Test
  void recordsManifestThenItsTagsInOneHistory() {
    StoredManifest manifest = put("one", "b", "a");

    assertThat(changes())
        .containsExactly(
            new Change(
                1, clock.instant(), Kind.MANIFEST_PUSHED, REPOSITORY, null, digest(manifest)),
            new Change(2, clock.instant(), Kind.TAGGED, REPOSITORY, "a", digest(manifest)),
            new Change(3, clock.instant(), Kind.TAGGED, REPOSITORY, "b", digest(manifest)));
    assertThat(store.lastSequence()).isEqualTo(3);
  }

  @Test
  void recordsNothingWhenManifestAndTagsStay() {
    put("one", "a", "b");
    long before = store.lastSequence();

    put("one", "a", "b");
    put("one");

    assertThat(store.lastSequence()).isEqualTo(before);
    assertThat(store.listTags(REPOSITORY, "", ALL)).hasSize(2);
  }

  @Test
  void keepsTheMediaTypeOfTheFirstPush() {
    StoredManifest first = put("one", "a");
    var second = new StoredManifest(first.digest(), "application/other", first.bytes());

    store.putManifest(REPOSITORY, second, References.NONE, Set.of());

    assertThat(store.findManifest(REPOSITORY, Reference.of(first.digest()))).hasValue(first);
  }

  @Test
  void recordsOnlyTagsThatMoved() {
    StoredManifest one = put("one", "stays", "moves");
    StoredManifest two = put("two", "moves");
    long before = store.lastSequence();

    store.putManifest(REPOSITORY, one, References.NONE, tags("stays", "moves", "fresh"));

    assertThat(store.listChanges(before, ALL))
        .extracting(Change::kind, change -> change.tag().orElse(""), Change::digest)
        .containsExactly(
            tuple(Kind.TAGGED, "fresh", one.digest()), tuple(Kind.TAGGED, "moves", one.digest()));
    assertThat(store.findTag(REPOSITORY, new Tag("moves"))).hasValue(one.digest());
    assertThat(store.findManifest(REPOSITORY, Reference.of(two.digest()))).hasValue(two);
  }

  @Test
  void deletesManifestWithItsTagsAndRecordsBoth() {
    StoredManifest doomed = put("doomed", "b", "a");
    StoredManifest kept = put("kept", "c");
    long before = store.lastSequence();

    assertThat(store.deleteManifest(REPOSITORY, doomed.digest())).isTrue();

    assertThat(store.findManifest(REPOSITORY, Reference.of(doomed.digest()))).isEmpty();
    assertThat(store.listTags(REPOSITORY, "", ALL)).containsExactly(new Tag("c"));
    assertThat(store.findManifest(REPOSITORY, new Tag("c"))).hasValue(kept);
    Instant now = clock.instant();
    assertThat(store.listChanges(before, ALL))
        .containsExactly(
            new Change(before + 1, now, Kind.UNTAGGED, REPOSITORY, "a", doomed.digest()),
            new Change(before + 2, now, Kind.UNTAGGED, REPOSITORY, "b", doomed.digest()),
            new Change(before + 3, now, Kind.MANIFEST_DELETED, REPOSITORY, null, doomed.digest()));
  }

  @Test
  void answersFalseForDeletesOfWhatIsAbsent() {
    StoredManifest manifest = put("one", "a");
    store.deleteTag(REPOSITORY, new Tag("a"));
    store.deleteManifest(REPOSITORY, manifest.digest());
    long before = store.lastSequence();

    assertThat(store.deleteManifest(REPOSITORY, manifest.digest())).isFalse();
    assertThat(store.deleteManifest(OTHER, manifest.digest())).isFalse();
    assertThat(store.deleteTag(REPOSITORY, new Tag("a"))).isFalse();
    assertThat(store.deleteTag(OTHER, new Tag("a"))).isFalse();
    assertThat(store.unlinkBlob(OTHER, BLOB)).isFalse();

    assertThat(store.lastSequence()).isEqualTo(before);
    assertThat(store.listRepositories("", ALL)).isEmpty();
  }

  @Test
  void deletesTagAndKeepsManifest() {
    StoredManifest manifest = put("one", "a", "b");
    long before = store.lastSequence();

    assertThat(store.deleteTag(REPOSITORY, new Tag("a"))).isTrue();

    assertThat(store.findTag(REPOSITORY, new Tag("a"))).isEmpty();
    assertThat(store.findTag(REPOSITORY, new Tag("b"))).hasValue(manifest.digest());
    assertThat(store.listChanges(before, ALL))
        .containsExactly(
            new Change(
                before + 1, clock.instant(), Kind.UNTAGGED, REPOSITORY, "a", manifest.digest()));
  }

  @Test
  void recordsManifestThatBecomesVisibleAgain() {
    StoredManifest manifest = put("one");
    store.deleteManifest(REPOSITORY, manifest.digest());
    long before = store.lastSequence();

    put("one");

    assertThat(store.listChanges(before, ALL))
        .extracting(Change::kind)
        .containsExactly(Kind.MANIFEST_PUSHED);
  }

  @Test
  void holdsRepositoryWhileItHoldsManifestOrBlob() {
    StoredManifest manifest = put("one", "a");
    assertThat(store.hasRepository(REPOSITORY)).isTrue();
    store.linkBlob(REPOSITORY, BLOB, 1);
    store.deleteManifest(REPOSITORY, manifest.digest());
    assertThat(store.hasRepository(REPOSITORY)).isTrue();
    assertThat(store.listRepositories("", ALL)).containsExactly(REPOSITORY);

    store.unlinkBlob(REPOSITORY, BLOB);

    assertThat(store.hasRepository(REPOSITORY)).isFalse();
    assertThat(store.listRepositories("", ALL)).isEmpty();
    put("one");
    store.linkBlob(REPOSITORY, BLOB, 1);
    store.unlinkBlob(REPOSITORY, BLOB);
    assertThat(store.hasRepository(REPOSITORY)).isTrue();
    store.deleteManifest(REPOSITORY, manifest.digest());
    assertThat(store.hasRepository(REPOSITORY)).isFalse();
  }

  @Test
  void pagesRepositoriesByCodePoint() {
    List<String> sorted =
        List.of("0", "a", "a-b", "a.b", "a/b", "a0", "a_b", "ab", "b", "i", "z/0", "z/a");
    shuffled(sorted).forEach(name -> store.linkBlob(new RepositoryName(name), BLOB, 1));

    assertPages(sorted, (after, limit) -> names(store.listRepositories(after, limit)));
  }

  @Test
  void pagesTagsByCodePoint() {
    List<String> sorted = List.of("0", "1.0", "1.0-rc", "A", "I", "Z", "_", "a", "a-", "i", "z");
    put("one", sorted.toArray(String[]::new));
    store.putManifest(OTHER, manifest("one"), References.NONE, tags("elsewhere"));

    assertPages(sorted, (after, limit) -> names(store.listTags(REPOSITORY, after, limit)));
  }

  @Test
  void pagesManifestsByDigestText() {
    List<String> sorted =
        Stream.concat(
                IntStream.range(0, 10).mapToObj(i -> put("manifest " + i)),
                Stream.of(putSha512("large")))
            .map(manifest -> manifest.digest().toString())
            .sorted()
            .toList();

    assertPages(sorted, (after, limit) -> names(store.listManifests(REPOSITORY, after, limit)));
  }

  @Test
  void takesAnyTextToContinueAfter() {
    put("one", "a", "z");

    assertThat(names(store.listTags(REPOSITORY, "b'; --", ALL))).containsExactly("z");
    assertThat(names(store.listTags(REPOSITORY, "a\0", ALL))).containsExactly("z");
    assertThat(store.listTags(REPOSITORY, "ü", ALL)).isEmpty();
    assertThat(names(store.listRepositories("!not a name", ALL))).containsExactly("library/debian");
    assertThat(store.listManifests(REPOSITORY, "sha256:zzz", ALL)).isEmpty();
  }

  @Test
  void boundsEveryList() {
    StoredManifest manifest = put("one", "a", "b");
    store.linkBlob(REPOSITORY, BLOB, 1);

    assertThat(store.listTags(REPOSITORY, "", 0)).isEmpty();
    assertThat(store.listRepositories("", 0)).isEmpty();
    assertThat(store.listManifests(REPOSITORY, "", 0)).isEmpty();
    assertThat(store.listChanges(0, 0)).isEmpty();
    assertThat(store.listRepositoriesWithBlob(BLOB, 0)).isEmpty();
    assertThatThrownBy(() -> store.listTags(REPOSITORY, "", -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.listRepositories("", -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.listManifests(REPOSITORY, "", -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.listChanges(0, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.listRepositoriesWithBlob(manifest.digest(), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listsReferrersOfSubjectSortedByDigest() {
    Digest absent = Digest.ofBytes(text("a subject that is not here"));
    List<StoredManifest> referrers =
        IntStream.range(0, 5)
            .mapToObj(i -> manifest("signature " + i))
            .sorted((left, right) -> left.digest().compareTo(right.digest()))
            .toList();
    for (StoredManifest each : shuffled(referrers)) {
      store.putManifest(REPOSITORY, each, References.to(absent), Set.of());
    }
    store.putManifest(REPOSITORY, manifest("other"), References.to(BLOB), Set.of());
    store.putManifest(OTHER, manifest("elsewhere"), References.to(absent), Set.of());
    put("without subject");

    assertThat(store.listReferrers(REPOSITORY, absent)).containsExactlyElementsOf(referrers);
    store.deleteManifest(REPOSITORY, referrers.getFirst().digest());
    assertThat(store.listReferrers(REPOSITORY, absent))
        .containsExactlyElementsOf(referrers.subList(1, 5));
  }

  @Test
  void keepsReferrersWhenSubjectIsDeleted() {
    StoredManifest subject = put("subject", "a");
    StoredManifest referrer = manifest("signature");
    store.putManifest(REPOSITORY, referrer, References.to(subject.digest()), Set.of());

    store.deleteManifest(REPOSITORY, subject.digest());

    assertThat(store.listReferrers(REPOSITORY, subject.digest())).containsExactly(referrer);
  }

  @Test
  void pagesChangesOldestFirst() {
    IntStream.range(0, 5).forEach(i -> put("manifest " + i));

    assertThat(store.listChanges(1, 3)).extracting(Change::sequence).containsExactly(2L, 3L, 4L);
    assertThat(store.listChanges(4, 3)).extracting(Change::sequence).containsExactly(5L);
    assertThat(store.listChanges(5, 3)).isEmpty();
    assertThat(store.listChanges(99, 3)).isEmpty();
  }

  @Test
  void stampsChangesInMilliseconds() {
    clock.set(Instant.parse("2026-02-03T04:05:06.123456789Z"));

    put("one");

    assertThat(changes().getFirst().time()).isEqualTo(Instant.parse("2026-02-03T04:05:06.123Z"));
  }

  @Test
  void forgetsOldChangesAndGoesOnCounting() {
    put("one");
    put("two");
    clock.advance(Duration.ofDays(2));
    Instant boundary = clock.instant();
    put("three");

    store.trimChanges(boundary);

    assertThat(changes()).extracting(Change::sequence).containsExactly(3L);
    assertThat(store.oldestContinuableSequence()).isEqualTo(2);
    assertThat(store.lastSequence()).isEqualTo(3);
    store.trimChanges(boundary.plusMillis(1));
    assertThat(changes()).isEmpty();
    assertThat(store.oldestContinuableSequence()).isEqualTo(3);
    assertThat(store.lastSequence()).isEqualTo(3);
    put("four");
    assertThat(changes()).extracting(Change::sequence).containsExactly(4L);
    assertThat(store.oldestContinuableSequence()).isEqualTo(3);
  }

  @Test
  void forgetsNothingYoungWhenTheClockWentBack() {
    put("young");
    clock.advance(Duration.ofDays(-2));
    put("stamped before it");

    store.trimChanges(clock.instant().plus(1, ChronoUnit.DAYS));

    assertThat(changes()).hasSize(2);
    assertThat(store.oldestContinuableSequence()).isZero();
  }

  @Test
  void forgetsNothingWhereNothingIsOld() {
    store.trimChanges(clock.instant());
    assertThat(store.oldestContinuableSequence()).isZero();
    put("one");

    store.trimChanges(clock.instant());

    assertThat(changes()).hasSize(1);
    assertThat(store.oldestContinuableSequence()).isZero();
  }

  @Test
  void movesOneTagByManyWritersOneAtATime() throws Exception {
    int writers = 4;
    int moves = 25;

    atOnce(
        writers,
        writer -> {
          for (int i = 0; i < moves; i++) {
            put("manifest %d of %d".formatted(i, writer), "latest");
          }
          return true;
        });

    List<Change> changes = changes();
    assertThat(changes)
        .extracting(Change::sequence)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, 2L * writers * moves).boxed().toList());
    Change last = changes.getLast();
    assertThat(last.kind()).isEqualTo(Kind.TAGGED);
    assertThat(store.findTag(REPOSITORY, LATEST)).hasValue(last.digest());
    assertThat(store.listManifests(REPOSITORY, "", ALL)).hasSize(writers * moves);
  }

  @Test
  void showsTagOnlyOnVisibleManifestWhileItMoves() throws Exception {
    put("manifest -1", "latest");
    int moves = 100;

    atOnce(
        2,
        worker -> {
          for (int i = 0; i < moves; i++) {
            if (worker == 0) {
              StoredManifest next = put("manifest " + i, "latest");
              store.deleteManifest(REPOSITORY, manifest("manifest " + (i - 1)).digest());
              assertThat(store.findTag(REPOSITORY, LATEST)).hasValue(next.digest());
            } else {
              assertThat(store.findManifest(REPOSITORY, LATEST)).isPresent();
            }
          }
          return true;
        });
  }

  @Test
  void showsFollowersEveryChangeOnceInOrder() throws Exception {
    int pushes = 60;
    List<Long> seen = new ArrayList<>();

    atOnce(
        3,
        worker -> {
          if (worker > 0) {
            IntStream.range(0, pushes).forEach(i -> put("push %d of %d".formatted(i, worker)));
          } else {
            long from = 0;
            while (seen.size() < 2 * pushes) {
              for (Change change : store.listChanges(from, 7)) {
                seen.add(change.sequence());
                from = change.sequence();
              }
            }
          }
          return true;
        });

    assertThat(seen)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 2L * pushes).boxed().toList());
  }

  protected final StoredManifest put(String content, String... tags) {
    StoredManifest manifest = manifest(content);
    store.putManifest(REPOSITORY, manifest, References.NONE, tags(tags));
    return manifest;
  }

  protected static StoredManifest manifest(String content) {
    byte[] bytes = text(content);
    return new StoredManifest(Digest.ofBytes(bytes), "application/vnd.test+json", bytes);
  }

  protected final List<Change> changes() {
    return store.listChanges(0, ALL);
  }

  private StoredManifest putSha512(String content) {
    byte[] bytes = text(content);
    Digest digest = Digest.ofBytes(DigestAlgorithm.SHA512, bytes);
    var manifest = new StoredManifest(digest, "a/b", bytes);
    store.putManifest(REPOSITORY, manifest, References.NONE, Set.of());
    return manifest;
  }

  private static Digest digest(StoredManifest manifest) {
    return manifest.digest();
  }

  private static Set<Tag> tags(String... names) {
    return new HashSet<>(Arrays.stream(names).map(Tag::new).toList());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> names(List<?> values) {
    return values.stream().map(Object::toString).toList();
  }

  private static <T> List<T> shuffled(List<T> values) {
    List<T> copy = new ArrayList<>(values);
    Collections.shuffle(copy, new Random(7));
    return copy;
  }

  /** A list in pages. */
  @FunctionalInterface
  private interface Pages {
    List<String> list(String after, int limit);
  }

  private static void assertPages(List<String> sorted, Pages pages) {
    assertThat(pages.list("", ALL)).containsExactlyElementsOf(sorted);
    for (int size = 1; size <= sorted.size() + 1; size++) {
      List<String> collected = new ArrayList<>();
      List<String> page = pages.list("", size);
      while (!page.isEmpty()) {
        assertThat(page).hasSizeLessThanOrEqualTo(size);
        collected.addAll(page);
        page = pages.list(page.getLast(), size);
      }
      assertThat(collected).containsExactlyElementsOf(sorted);
    }
  }

  private static void atOnce(int workers, IntFunction<Boolean> work) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> calls =
          IntStream.range(0, workers)
              .<Callable<Boolean>>mapToObj(worker -> () -> work.apply(worker))
              .toList();
      for (Future<Boolean> each : executor.invokeAll(calls)) {
        each.get();
      }
    }
  }
}
