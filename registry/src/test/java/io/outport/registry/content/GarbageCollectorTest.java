package io.outport.registry.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.GarbageReport.Reason;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.testkit.VirtualClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is garbage, and when (law L4). */
final class GarbageCollectorTest {
  private static final RepositoryName REPOSITORY = new RepositoryName("library/debian");
  private static final RepositoryName OTHER = new RepositoryName("library/alpine");
  private static final Duration GRACE = Duration.ofHours(24);

  private final VirtualClock clock = VirtualClock.start();
  private final BlobStore blobs = new MemoryBlobStore(clock);
  private final MetadataStore metadata = new MemoryMetadataStore(clock);
  private final Content content = new Content(blobs, metadata, ContentListener.NONE);
  private final GarbageCollector collector = new GarbageCollector(content, clock, time -> {});

  @Test
  void keepsWhatAManifestNamesWithOrWithoutATag() throws Exception {
    Digest tagged = image(REPOSITORY, "tagged", "v1");
    Digest untagged = image(REPOSITORY, "untagged", "v2");
    content.deleteTag(REPOSITORY, new Tag("v2"));
    clock.advance(GRACE.multipliedBy(3));

    GarbageReport report = collector.run(GRACE, false);

    assertThat(report.items()).isEmpty();
    assertReadable(REPOSITORY, tagged);
    assertReadable(REPOSITORY, untagged);
  }

  @Test
  void removesTheBlobsOfADeletedManifestAfterTheGraceTime() throws Exception {
    Digest manifest = image(REPOSITORY, "doomed", "v1");
    Digest config = sha256("config of doomed");
    content.deleteManifest(REPOSITORY, manifest);

    assertThat(collector.run(GRACE, false).items()).isEmpty();
    assertThat(blobs.findSize(config)).isPresent();

    clock.advance(GRACE);
    GarbageReport report = collector.run(GRACE, false);

    assertThat(report.links()).isEqualTo(2);
    assertThat(report.blobs()).isEqualTo(2);
    assertThat(report.bytes()).isEqualTo("config of doomed".length() + "layer of doomed".length());
    assertThat(blobs.findSize(config)).isEmpty();
    assertThat(metadata.hasRepository(REPOSITORY)).isFalse();
  }

  @Test
  void beginsTheGraceTimeWithTheDeletionHoweverOldTheImageIs() throws Exception {
    Digest manifest = image(REPOSITORY, "old", "v1");
    clock.advance(GRACE.multipliedBy(30));
    content.deleteManifest(REPOSITORY, manifest);

    clock.advance(GRACE.minusMillis(1));
    assertThat(collector.run(GRACE, false).items()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(collector.run(GRACE, false).links()).isEqualTo(2);
  }

  @Test
  void keepsBytesThatAnotherRepositoryHolds() throws Exception {
    Digest manifest = image(REPOSITORY, "shared", "v1");
    image(OTHER, "shared", "v1");
    content.deleteManifest(REPOSITORY, manifest);
    clock.advance(GRACE);

    GarbageReport report = collector.run(GRACE, false);

    assertThat(report.links()).isEqualTo(2);
    assertThat(report.blobs()).isZero();
    assertReadable(OTHER, manifest);
  }

  @Test
  void saysWithoutTouchingAnythingWhatItWouldRemove() throws Exception {
    Digest manifest = image(REPOSITORY, "doomed", "v1");
    image(OTHER, "doomed", "v1");
    content.deleteManifest(REPOSITORY, manifest);
    content.deleteManifest(OTHER, manifest);
    clock.advance(GRACE);

    GarbageReport dry = collector.run(GRACE, true);

    assertThat(metadata.listBlobs(REPOSITORY, "", 10)).hasSize(2);
    assertThat(dry.dryRun()).isTrue();
    GarbageReport real = collector.run(GRACE, false);
    assertThat(real.items()).containsExactlyInAnyOrderElementsOf(dry.items());
    assertThat(real.links()).isEqualTo(4).isEqualTo(dry.links());
    assertThat(real.blobs()).isEqualTo(2).isEqualTo(dry.blobs());
    assertThat(real.bytes()).isEqualTo(dry.bytes());
  }

  /** A killed process leaves bytes that no repository ever held. */
  @Test
  void removesOrphanedBytesAGraceTimeAfterTheyCameWhicheverProcessLooks() throws Exception {
    Digest orphan = store("orphan");
    clock.advance(GRACE.minusSeconds(1));
    assertThat(collector.run(GRACE, false).items()).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    var restarted =
        new GarbageCollector(new Content(blobs, metadata, ContentListener.NONE), clock, time -> {});

    assertThat(restarted.run(GRACE, false).items())
        .containsExactly(new GarbageReport.Item("", orphan, "orphan".length(), Reason.ORPHANED));
    assertThat(blobs.findSize(orphan)).isEmpty();
  }

  @Test
  void keepsBytesForAGraceTimeAfterSomebodyTookThemOut() throws Exception {
    Digest blob = push(REPOSITORY, "taken out");
    clock.advance(GRACE.multipliedBy(2));
    metadata.unlinkBlob(REPOSITORY, blob);

    clock.advance(GRACE.minusMillis(1));
    assertThat(collector.run(GRACE, false).items()).isEmpty();
    assertThat(content.adoptBlob(OTHER, blob)).isTrue();
    metadata.unlinkBlob(OTHER, blob);
    clock.advance(GRACE);
    assertThat(collector.run(GRACE, false).blobs()).isEqualTo(1);
    assertThat(metadata.findUnlinkTime(blob)).isEmpty();
  }

  @Test
  void goesThroughMoreThanAPageInSmallSteps() throws Exception {
    for (int i = 0; i < 1_100; i++) {
      push(REPOSITORY, "blob " + i);
    }
    Digest kept = image(REPOSITORY, "kept", "v1");
    clock.advance(GRACE);
    List<Duration> breaths = new ArrayList<>();

    GarbageReport report = new GarbageCollector(content, clock, breaths::add).run(GRACE, false);

    assertThat(report.links()).isEqualTo(1_100);
    assertThat(report.blobs()).isEqualTo(1_100);
    assertThat(metadata.listBlobs(REPOSITORY, "", 10)).hasSize(2);
    assertThat(breaths).hasSizeGreaterThan(1_100 + 1_100 / 32);
    assertReadable(REPOSITORY, kept);
  }

  @Test
  void beginsTheGraceTimeAnewForABlobThatSomebodyAsksFor() throws Exception {
    Digest blob = push(REPOSITORY, "asked for");
    clock.advance(GRACE);
    content.openAndRenewBlob(REPOSITORY, blob).close();

    assertThat(collector.run(GRACE, false).items()).isEmpty();
  }

  /** Between the look whether the blobs are there and the manifest itself, they must stay. */
  @Test
  void leavesAloneWhatIsHeldAtAnyTimeOfTheCollection() throws Exception {
    Digest held = push(REPOSITORY, "held");
    Digest brief = push(REPOSITORY, "held for a moment");
    Digest loose = push(REPOSITORY, "loose");
    List<Leases.Lease> leases = new ArrayList<>();
    leases.add(content.leases().hold(List.of(held)));
    var busy =
        new GarbageCollector(content, clock, time -> content.leases().hold(List.of(brief)).close());
    Set<Digest> order = Set.of(held, brief, loose);

    GarbageReport report = busy.run(Duration.ZERO, false);

    // Whichever came first was removed before the other was touched.
    assertThat(blobs.findSize(held)).isPresent();
    assertThat(order).containsAll(report.items().stream().map(GarbageReport.Item::digest).toList());
    leases.forEach(Leases.Lease::close);
    collector.run(Duration.ZERO, false);
    assertThat(blobs.findSize(held)).isEmpty();
    assertThat(blobs.findSize(brief)).isEmpty();
  }

  private Digest image(RepositoryName repository, String name, String tag) {
    Digest config = push(repository, "config of " + name);
    Digest layer = push(repository, "layer of " + name);
    String json =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%s},\
        "layers":[{"mediaType":"%s","digest":"%s","size":%s}]}\
        """
            .formatted(
                MediaType.OCI_MANIFEST,
                MediaType.OCI_CONFIG,
                config,
                "config of ".length() + name.length(),
                MediaType.OCTET_STREAM,
                layer,
                "layer of ".length() + name.length());
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    var manifest = new StoredManifest(Digest.ofBytes(bytes), MediaType.OCI_MANIFEST, bytes);
    content.putManifest(repository, manifest, Set.of(new Tag(tag)));
    return manifest.digest();
  }

  private void assertReadable(RepositoryName repository, Digest manifest) {
    content
        .readManifest(repository, Reference.of(manifest))
        .parse()
        .blobs()
        .forEach(blob -> content.openBlob(repository, blob.digest()).close());
  }

  private Digest push(RepositoryName repository, String text) {
    try (BlobUpload upload = blobs.openUpload(new UploadId("upload-under-test"))) {
      upload.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      content.commitBlob(repository, upload, sha256(text));
    }
    return sha256(text);
  }

  private Digest store(String text) {
    try (BlobUpload upload = blobs.openUpload(new UploadId("upload-under-test"))) {
      upload.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      upload.commit(sha256(text));
    }
    return sha256(text);
  }

  private static Digest sha256(String text) {
    return Digest.ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
