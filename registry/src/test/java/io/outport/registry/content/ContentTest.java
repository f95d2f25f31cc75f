package io.outport.registry.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.testkit.VirtualClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The laws, held by the order of calls on the two ports. */
final class ContentTest {
  private static final RepositoryName REPOSITORY = new RepositoryName("library/debian");
  private static final RepositoryName OTHER = new RepositoryName("private/secret");
  private static final Tag LATEST = new Tag("latest");

  private final BlobStore blobs = new MemoryBlobStore();
  private final MetadataStore metadata = new MemoryMetadataStore(VirtualClock.start());
  private final AtomicInteger announcements = new AtomicInteger();
  private final Content content = new Content(blobs, metadata, announcements::incrementAndGet);

  @Test
  void opensBlobOfTheRepositoryOnly() throws Exception {
    Digest digest = push(OTHER, "secret layer");

    try (BlobContent opened = content.openBlob(OTHER, digest);
        var stream = opened.read(0, opened.size())) {
      assertThat(stream.readAllBytes()).isEqualTo(text("secret layer"));
    }
    assertRefused(ErrorCode.BLOB_UNKNOWN, () -> content.openBlob(REPOSITORY, digest));
    assertRefused(ErrorCode.BLOB_UNKNOWN, () -> content.openBlob(OTHER, sha256("absent")));
  }

  @Test
  void saysUnknownWhenTheBytesOfABlobAreGone() {
    Digest digest = push(REPOSITORY, "layer");
    blobs.delete(digest);

    assertRefused(ErrorCode.BLOB_UNKNOWN, () -> content.openBlob(REPOSITORY, digest));
  }

  @Test
  void linksNothingWhenTheDigestDiffers() {
    Digest announced = sha256("announced");
    try (BlobUpload upload = blobs.openUpload(new UploadId("an-upload"))) {
      upload.append(ByteBuffer.wrap(text("sent")));

      assertRefused(
          ErrorCode.DIGEST_INVALID, () -> content.commitBlob(REPOSITORY, upload, announced));
    }

    assertThat(metadata.findBlob(REPOSITORY, announced)).isEmpty();
    assertThat(metadata.hasRepository(REPOSITORY)).isFalse();
  }

  @Test
  void adoptsOnlyWhatTheStoreHolds() {
    Digest digest = push(OTHER, "shared layer");

    assertThat(content.adoptBlob(REPOSITORY, digest)).isTrue();
    assertThat(content.adoptBlob(REPOSITORY, sha256("absent"))).isFalse();

    assertThat(metadata.findBlob(REPOSITORY, digest)).hasValue("shared layer".length());
    assertThat(metadata.findBlob(REPOSITORY, sha256("absent"))).isEmpty();
  }

  @Test
  void putsManifestWhoseContentIsThere() {
    StoredManifest manifest =
        image(descriptor(push(REPOSITORY, "config")), descriptor(push(REPOSITORY, "layer")));

    content.putManifest(REPOSITORY, manifest, Set.of(LATEST));

    assertThat(content.readManifest(REPOSITORY, LATEST)).isEqualTo(manifest);
    assertThat(content.readManifest(REPOSITORY, Reference.of(manifest.digest())))
        .isEqualTo(manifest);
    assertThat(announcements).hasValue(1);
  }

  @Test
  void namesEveryBlobThatTheRepositoryLacks() {
    Digest elsewhere = push(OTHER, "layer of another repository");
    StoredManifest manifest =
        image(
            descriptor(push(REPOSITORY, "config")),
            descriptor(elsewhere),
            descriptor(sha256("absent")));

    assertRefused(
        ErrorCode.MANIFEST_BLOB_UNKNOWN,
        () -> content.putManifest(REPOSITORY, manifest, Set.of(LATEST)),
        elsewhere.toString(),
        sha256("absent").toString());

    assertThat(metadata.findManifest(REPOSITORY, Reference.of(manifest.digest()))).isEmpty();
    assertThat(announcements).hasValue(0);
  }

  @Test
  void servesOldTagUntilTheNewImageIsComplete() {
    StoredManifest old = image(descriptor(push(REPOSITORY, "old config")));
    content.putManifest(REPOSITORY, old, Set.of(LATEST));
    StoredManifest fresh =
        image(descriptor(push(REPOSITORY, "config")), descriptor(sha256("new layer")));

    assertRefused(
        ErrorCode.MANIFEST_BLOB_UNKNOWN,
        () -> content.putManifest(REPOSITORY, fresh, Set.of(LATEST)));
    assertThat(content.readManifest(REPOSITORY, LATEST)).isEqualTo(old);

    push(REPOSITORY, "new layer");
    content.putManifest(REPOSITORY, fresh, Set.of(LATEST));
    assertThat(content.readManifest(REPOSITORY, LATEST)).isEqualTo(fresh);
  }

  @Test
  void takesImageWhoseForeignLayersLiveElsewhere() {
    Descriptor foreign =
        Descriptor.of(
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", sha256("windows"), 7);
    StoredManifest manifest = image(descriptor(push(REPOSITORY, "config")), foreign);

    content.putManifest(REPOSITORY, manifest, Set.of());

    assertThat(content.readManifest(REPOSITORY, Reference.of(manifest.digest())))
        .isEqualTo(manifest);
  }

  @Test
  void wantsManifestsOfAnIndexInTheSameRepository() {
    StoredManifest image = image(descriptor(push(REPOSITORY, "config")));
    StoredManifest index = index(image.descriptor());
    push(OTHER, "config");
    content.putManifest(OTHER, image, Set.of());

    assertRefused(
        ErrorCode.MANIFEST_BLOB_UNKNOWN,
        () -> content.putManifest(REPOSITORY, index, Set.of()),
        image.digest().toString());

    content.putManifest(REPOSITORY, image, Set.of());
    content.putManifest(REPOSITORY, index, Set.of());
    assertThat(metadata.listManifests(REPOSITORY, "", 10)).hasSize(2);
  }

  @Test
  void takesNoBlobForAManifestOfAnIndex() {
    Digest blob = push(REPOSITORY, "a blob that is no manifest");
    StoredManifest index = index(Descriptor.of(MediaType.OCI_MANIFEST, blob, 26));

    assertRefused(
        ErrorCode.MANIFEST_BLOB_UNKNOWN, () -> content.putManifest(REPOSITORY, index, Set.of()));
  }

  @Test
  void takesSparseContentOnlyWhereAsked() {
    StoredManifest index = index(Descriptor.of(MediaType.OCI_MANIFEST, sha256("absent"), 1));
    StoredManifest image = image(descriptor(sha256("absent config")));

    content.putManifest(REPOSITORY, index, Set.of(), MissingContent.ACCEPTED_IN_INDEX);
    assertRefused(
        ErrorCode.MANIFEST_BLOB_UNKNOWN,
        () -> content.putManifest(REPOSITORY, image, Set.of(), MissingContent.ACCEPTED_IN_INDEX));
    content.putManifest(REPOSITORY, image, Set.of(), MissingContent.ACCEPTED);

    assertThat(metadata.listManifests(REPOSITORY, "", 10)).hasSize(2);
  }

  @Test
  void refusesManifestThatChangedOnTheWay() {
    StoredManifest sent = image(descriptor(push(REPOSITORY, "config")));
    var changed = new StoredManifest(sha256("something else"), sent.mediaType(), sent.bytes());

    assertRefused(
        ErrorCode.DIGEST_INVALID, () -> content.putManifest(REPOSITORY, changed, Set.of(LATEST)));
    assertThat(metadata.findTag(REPOSITORY, LATEST)).isEmpty();
  }

  @Test
  void refusesWhatIsNoManifest() {
    byte[] bytes = text("{\"schemaVersion\": 2, ");
    var broken = new StoredManifest(Digest.ofBytes(bytes), MediaType.OCI_MANIFEST, bytes);

    assertRefused(
        ErrorCode.MANIFEST_INVALID, () -> content.putManifest(REPOSITORY, broken, Set.of()));
  }

  @Test
  void describesReferrersOfASubjectThatIsNotThere() {
    Descriptor subject = Descriptor.of(MediaType.OCI_MANIFEST, sha256("unsigned"), 123);
    StoredManifest signature = signature(subject, descriptor(push(REPOSITORY, "{}")));

    content.putManifest(REPOSITORY, signature, Set.of());

    assertThat(content.listReferrers(REPOSITORY, subject.digest()))
        .containsExactly(
            new Descriptor(
                MediaType.OCI_MANIFEST,
                signature.digest(),
                signature.bytes().length,
                "application/vnd.example.signature",
                Map.of("by", "us"),
                null));
    assertThat(content.listReferrers(OTHER, subject.digest())).isEmpty();
  }

  @Test
  void listsWhatIsMissingInDocumentOrder() {
    Descriptor first = descriptor(sha256("first"));
    Descriptor second = descriptor(push(REPOSITORY, "second"));
    Descriptor third = descriptor(sha256("third"));
    Manifest document = image(first, second, third).parse();

    assertThat(content.listMissing(REPOSITORY, document))
        .extracting(Descriptor::digest)
        .containsExactly(first.digest(), third.digest());
  }

  @Test
  void announcesOnlyDeletesThatChangedSomething() {
    StoredManifest manifest = image(descriptor(push(REPOSITORY, "config")));
    content.putManifest(REPOSITORY, manifest, Set.of(LATEST, new Tag("other")));
    announcements.set(0);

    assertThat(content.deleteTag(REPOSITORY, LATEST)).isTrue();
    assertThat(content.deleteTag(REPOSITORY, LATEST)).isFalse();
    assertThat(announcements).hasValue(1);
    assertThat(content.deleteManifest(REPOSITORY, manifest.digest())).isTrue();
    assertThat(content.deleteManifest(REPOSITORY, manifest.digest())).isFalse();
    assertThat(announcements).hasValue(2);

    assertRefused(
        ErrorCode.MANIFEST_UNKNOWN, () -> content.readManifest(REPOSITORY, new Tag("other")));
    assertThat(metadata.findTag(REPOSITORY, new Tag("other"))).isEqualTo(Optional.empty());
  }

  private Digest push(RepositoryName repository, String text) {
    Digest digest = sha256(text);
    try (BlobUpload upload = blobs.openUpload(UploadId.forTransfer(digest))) {
      upload.append(ByteBuffer.wrap(text(text)));
      content.commitBlob(repository, upload, digest);
    }
    return digest;
  }

  private static StoredManifest image(Descriptor config, Descriptor... layers) {
    return stored(
        MediaType.OCI_MANIFEST,
        "{'schemaVersion': 2, 'config': %s, 'layers': [%s]}".formatted(json(config), json(layers)));
  }

  private static StoredManifest index(Descriptor... manifests) {
    return stored(
        MediaType.OCI_INDEX, "{'schemaVersion': 2, 'manifests': [%s]}".formatted(json(manifests)));
  }

  private static StoredManifest signature(Descriptor subject, Descriptor config) {
    String document =
        """
        {'schemaVersion': 2, 'artifactType': 'application/vnd.example.signature',
         'config': %s, 'layers': [], 'subject': %s, 'annotations': {'by': 'us'}}
        """
            .formatted(json(config), json(subject));
    return stored(MediaType.OCI_MANIFEST, document);
  }

  private static StoredManifest stored(String mediaType, String document) {
    byte[] bytes = text(document.replace('\'', '"'));
    return new StoredManifest(Digest.ofBytes(bytes), mediaType, bytes);
  }

  private static String json(Descriptor... descriptors) {
    return Arrays.stream(descriptors)
        .map(
            each ->
                "{'mediaType': '%s', 'digest': '%s', 'size': %d}"
                    .formatted(each.mediaType(), each.digest(), each.size()))
        .collect(Collectors.joining(", "));
  }

  private static Descriptor descriptor(Digest digest) {
    return Descriptor.of(MediaType.OCTET_STREAM, digest, 7);
  }

  private static Digest sha256(String text) {
    return Digest.ofBytes(text(text));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OciException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(code);
              assertThat(words)
                  .allMatch(word -> String.valueOf(refusal.getMessage()).contains(word));
            });
  }
}
