package io.outport.sync.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.sync.ImageName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class PlannerTest {
  private static final RepositoryName APP = new RepositoryName("app");
  private static final RepositoryName ZED = new RepositoryName("zed");
  private static final Tag V1 = new Tag("v1");

  private final Holdings local = new Holdings();

  @Test
  void putsBlobsFirstChildrenBeforeParentsAndTheTagLast() {
    ManifestNode amd = node("amd", blobs("a"));
    ManifestNode arm = node("arm", blobs("b"));
    ManifestNode index = index("index", amd, arm);
    ImageGraph image = graph(APP, V1, amd, arm, index);

    assertThat(steps(image))
        .containsExactly(
            new SyncStep.FetchBlob(APP, blob("a")),
            new SyncStep.FetchBlob(APP, blob("b")),
            new SyncStep.PutManifest(APP, amd),
            new SyncStep.PutManifest(APP, arm),
            new SyncStep.PutImage(APP, index, V1));
  }

  @Test
  void putsAnImageAfterItsReferrersSoThatItComesWithItsTag() {
    ManifestNode image = node("image", blobs());
    ManifestNode signature = node("signature", blobs());

    assertThat(steps(graph(APP, V1, image.digest(), image, signature)))
        .containsExactly(
            new SyncStep.PutManifest(APP, signature), new SyncStep.PutImage(APP, image, V1));
  }

  @Test
  void putsAnImageBeforeAReferrerThatListsIt() {
    ManifestNode image = node("image", blobs());
    ManifestNode list = index("list", image);

    assertThat(steps(graph(APP, V1, image.digest(), image, list)))
        .containsExactly(
            new SyncStep.PutManifest(APP, image),
            new SyncStep.PutManifest(APP, list),
            new SyncStep.PutTag(APP, V1, image.digest()));
  }

  @Test
  void tagsWhatIsThereWithoutPuttingItAgain() {
    ManifestNode one = node("one", blobs());
    local.manifests.add(key(APP, one.digest()));

    assertThat(steps(graph(APP, V1, one)))
        .containsExactly(new SyncStep.PutTag(APP, V1, one.digest()));
  }

  @Test
  void fetchesABlobOnceAndAdoptsItElsewhere() {
    ManifestNode one = node("one", blobs("shared", "shared", "own"));
    ManifestNode two = node("two", blobs("shared"));

    assertThat(steps(graph(APP, V1, one), graph(ZED, V1, two)))
        .filteredOn(step -> step instanceof SyncStep.FetchBlob)
        .containsExactly(
            new SyncStep.FetchBlob(APP, blob("shared")), new SyncStep.FetchBlob(APP, blob("own")));
    assertThat(steps(graph(APP, V1, one), graph(ZED, V1, two)))
        .contains(new SyncStep.AdoptBlob(ZED, blob("shared")));
  }

  @Test
  void adoptsWhatTheStoreHolds() {
    local.stored.add(digest("a"));

    assertThat(steps(graph(APP, V1, node("one", blobs("a")))))
        .startsWith(new SyncStep.AdoptBlob(APP, blob("a")));
  }

  @Test
  void movesATagThatNamesAnotherManifest() {
    ManifestNode one = node("one", blobs());
    local.manifests.add(key(APP, one.digest()));
    local.tags.put(APP + ":" + V1, digest("old"));

    assertThat(steps(graph(APP, V1, one)))
        .containsExactly(new SyncStep.MoveTag(APP, V1, digest("old"), one.digest()));
  }

  @RepeatedTest(50)
  void plansNothingAfterItsPlanWasDone() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    List<ImageGraph> images = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RepositoryName repository = random.nextBoolean() ? APP : ZED;
      ManifestNode child = node("child" + random.nextInt(4), blobs("b" + random.nextInt(5)));
      ManifestNode parent = index("index" + random.nextInt(9), child);
      images.add(graph(repository, new Tag("t" + i), child, parent));
    }
    local.stored.add(digest("b" + random.nextInt(5)));

    Planner.copy(images, local).forEach(plan -> plan.steps().forEach(local::apply));

    assertThat(Planner.copy(images, local))
        .as("seed %d", seed)
        .allSatisfy(plan -> assertThat(plan.steps()).isEmpty());
  }

  @Test
  void cleansTagsThatGoAndManifestsThatAreGone() {
    ManifestNode amd = node("amd", blobs("a", "shared"));
    ManifestNode index = index("index", amd);
    ManifestNode kept = node("kept", blobs("k", "shared"));
    var repository =
        new LocalRepository(
            APP,
            Map.of(V1, index.digest(), new Tag("v2"), kept.digest()),
            Map.of(amd.digest(), amd, index.digest(), index, kept.digest(), kept));

    List<SyncStep> steps =
        Planner.clean(repository, Set.of(new Tag("v2")), Set.of(amd.digest(), index.digest()));

    assertThat(steps)
        .containsExactly(
            new SyncStep.DeleteTag(APP, V1),
            new SyncStep.DeleteManifest(APP, index.digest()),
            new SyncStep.DeleteManifest(APP, amd.digest()),
            new SyncStep.UnlinkBlob(APP, digest("a")));
  }

  @Test
  void cleansNothingThatAStayingTagNeeds() {
    ManifestNode amd = node("amd", blobs("a"));
    ManifestNode index = index("index", amd);
    var repository =
        new LocalRepository(
            APP, Map.of(V1, index.digest()), Map.of(amd.digest(), amd, index.digest(), index));

    assertThat(Planner.clean(repository, Set.of(V1), Set.of(amd.digest(), index.digest())))
        .isEmpty();
  }

  private List<SyncStep> steps(ImageGraph... images) {
    return Planner.copy(List.of(images), local).stream()
        .flatMap(plan -> plan.steps().stream())
        .toList();
  }

  private static ImageGraph graph(RepositoryName repository, Tag tag, ManifestNode... nodes) {
    return graph(repository, tag, nodes[nodes.length - 1].digest(), nodes);
  }

  private static ImageGraph graph(
      RepositoryName repository, Tag tag, Digest root, ManifestNode... nodes) {
    return new ImageGraph(new ImageName(repository, tag), root, List.of(nodes));
  }

  private static ManifestNode node(String name, List<Descriptor> blobs) {
    return new ManifestNode(blob(name), blobs, List.of(), false);
  }

  private static ManifestNode index(String name, ManifestNode... children) {
    return new ManifestNode(
        blob(name),
        List.of(),
        Arrays.stream(children).map(ManifestNode::descriptor).toList(),
        false);
  }

  private static List<Descriptor> blobs(String... names) {
    return Arrays.stream(names).map(PlannerTest::blob).toList();
  }

  private static Descriptor blob(String name) {
    return Descriptor.of("application/octet-stream", digest(name), name.length());
  }

  private static Digest digest(String name) {
    return Digest.ofBytes(name.getBytes(UTF_8));
  }

  private static String key(RepositoryName repository, Digest digest) {
    return repository + "@" + digest;
  }

  /** A site as sets, on which steps are done in the plainest way. */
  private static final class Holdings implements LocalView {
    final Set<Digest> stored = new HashSet<>();
    final Set<String> blobs = new HashSet<>();
    final Set<String> manifests = new HashSet<>();
    final Map<String, Digest> tags = new HashMap<>();

    void apply(SyncStep step) {
      switch (step) {
        case SyncStep.FetchBlob(RepositoryName name, Descriptor blob) -> {
          assertThat(stored.add(blob.digest())).as("fetched twice").isTrue();
          blobs.add(key(name, blob.digest()));
        }
        case SyncStep.AdoptBlob(RepositoryName name, Descriptor blob) -> {
          assertThat(stored).contains(blob.digest());
          blobs.add(key(name, blob.digest()));
        }
        case SyncStep.PutManifest(RepositoryName name, ManifestNode node) ->
            manifests.add(key(name, node.digest()));
        case SyncStep.PutImage(RepositoryName name, ManifestNode node, Tag tag) -> {
          manifests.add(key(name, node.digest()));
          tags.put(name + ":" + tag, node.digest());
        }
        case SyncStep.PutTag(RepositoryName name, Tag tag, Digest digest) ->
            tags.put(name + ":" + tag, digest);
        case SyncStep.MoveTag(RepositoryName name, Tag tag, Digest from, Digest to) ->
            tags.put(name + ":" + tag, to);
        case SyncStep.DeleteTag gone -> throw new AssertionError("copies delete nothing: " + gone);
        case SyncStep.DeleteManifest gone ->
            throw new AssertionError("copies delete nothing: " + gone);
        case SyncStep.UnlinkBlob gone -> throw new AssertionError("copies delete nothing: " + gone);
      }
    }

    @Override
    public boolean holdsManifest(RepositoryName repository, Digest digest) {
      return manifests.contains(key(repository, digest));
    }

    @Override
    public boolean holdsBlob(RepositoryName repository, Digest digest) {
      return blobs.contains(key(repository, digest));
    }

    @Override
    public boolean storesBlob(Digest digest) {
      return stored.contains(digest);
    }

    @Override
    public Optional<Digest> findTag(RepositoryName repository, Tag tag) {
      return Optional.ofNullable(tags.get(repository + ":" + tag));
    }
  }
}
