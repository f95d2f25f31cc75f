package io.outport.dist.demo;

import io.outport.dist.image.BuiltImage;
import io.outport.dist.image.ImageExtension;
import io.outport.oci.client.BlobSource;
import io.outport.oci.client.BlobStream;
import io.outport.oci.client.FetchedManifest;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What the demo moves: Outport's own image, its next version, and a document that refers to it. */
final class DemoContent {
  static final RepositoryName REPOSITORY = new RepositoryName("app/outport");
  static final Tag FIRST = new Tag("v1");
  static final Tag SECOND = new Tag("v2");

  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final int BUFFER = 1 << 17;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final BuiltImage image;
  private final byte[] manifestBytes;
  private final Manifest manifest;

  private DemoContent(BuiltImage image, byte[] manifestBytes, Manifest manifest) {
    this.image = image;
    this.manifestBytes = manifestBytes;
    this.manifest = manifest;
  }

  /** Reads what is to be pushed of an image. */
  static DemoContent of(BuiltImage image) throws IOException {
    Path file = blobs(image).resolve(image.manifest().digest().hex());
    byte[] bytes = Files.readAllBytes(file);
    return new DemoContent(image, bytes, Manifest.parse(MediaType.OCI_MANIFEST, bytes));
  }

  /** Pushes the image as {@code v1}. */
  void pushImage(RegistryClient hub) {
    for (Descriptor blob : manifest.blobs()) {
      pushFile(hub, blob, blobs(image));
    }
    hub.pushManifest(REPOSITORY, FIRST, MediaType.OCI_MANIFEST, manifestBytes);
  }

  /** Pushes a bill of materials whose subject is the image; answers its digest. */
  Digest pushReferrer(RegistryClient hub, byte[] document) {
    Descriptor config = pushBytes(hub, EMPTY, MediaType.EMPTY_JSON);
    Descriptor layer = pushBytes(hub, document, MaterialsDocument.MEDIA_TYPE);
    Map<String, Object> referrer = new LinkedHashMap<>();
    referrer.put("schemaVersion", 2);
    referrer.put("mediaType", MediaType.OCI_MANIFEST);
    referrer.put("artifactType", MaterialsDocument.MEDIA_TYPE);
    referrer.put("config", json(config));
    referrer.put("layers", List.of(json(layer)));
    referrer.put("subject", json(image.manifest()));
    byte[] bytes = JSON.writeValueAsBytes(referrer);
    Digest digest = Digest.ofBytes(bytes);
    hub.pushManifest(REPOSITORY, Reference.of(digest), MediaType.OCI_MANIFEST, bytes);
    return digest;
  }

  /** Pushes {@code v2}, which is {@code v1} and one small layer; answers its digest. */
  Digest pushNextVersion(RegistryClient hub, Path work) throws IOException {
    ImageExtension next =
        ImageExtension.of(image, "opt/outport/NEWS", "This is the next version.\n", work);
    for (Descriptor blob : next.blobs()) {
      pushFile(hub, blob, next.folder());
    }
    hub.pushManifest(REPOSITORY, SECOND, MediaType.OCI_MANIFEST, next.manifest());
    return Digest.ofBytes(next.manifest());
  }

  /**
   * Pulls everything that a reference names.
   *
   * @param expected the manifest's digest as it was pushed
   * @return bytes pulled
   * @throws DemoFailure when any byte is not as it was pushed
   */
  static long pull(RegistryClient registry, Reference reference, Digest expected) {
    FetchedManifest fetched = registry.fetchManifest(REPOSITORY, reference);
    if (!Digest.ofBytes(fetched.bytes()).equals(expected)) {
      throw new DemoFailure("%s is %s, not %s".formatted(reference, fetched.digest(), expected));
    }
    long bytes = fetched.bytes().length;
    for (Descriptor blob : Manifest.parse(fetched.mediaType(), fetched.bytes()).blobs()) {
      bytes += read(registry, blob);
    }
    return bytes;
  }

  /** The image's own digest. */
  Digest digest() {
    return image.manifest().digest();
  }

  /** Bytes of config and layers. */
  long bytes() {
    return image.bytes();
  }

  long biggestLayer() {
    return manifest.blobs().stream().mapToLong(Descriptor::size).max().orElseThrow();
  }

  private static long read(RegistryClient registry, Descriptor blob) {
    MessageDigest hasher = blob.digest().algorithm().newHasher();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (BlobStream stream = registry.openBlob(REPOSITORY, blob, 0)) {
      while (stream.read(buffer) >= 0) {
        hasher.update(buffer.flip());
        buffer.clear();
      }
    }
    if (!Digest.ofHash(blob.digest().algorithm(), hasher.digest()).equals(blob.digest())) {
      throw new DemoFailure("wrong bytes were served for " + blob.digest());
    }
    return blob.size();
  }

  private static void pushFile(RegistryClient hub, Descriptor blob, Path folder) {
    Path file = folder.resolve(blob.digest().hex());
    hub.pushBlob(
        REPOSITORY,
        blob,
        offset -> {
          InputStream in = Files.newInputStream(file);
          in.skipNBytes(offset);
          return in;
        });
  }

  private static Descriptor pushBytes(RegistryClient hub, byte[] bytes, String mediaType) {
    Descriptor blob = Descriptor.of(mediaType, Digest.ofBytes(bytes), bytes.length);
    hub.pushBlob(REPOSITORY, blob, BlobSource.of(bytes));
    return blob;
  }

  private static Path blobs(BuiltImage image) {
    return image.layout().resolve("blobs").resolve("sha256");
  }

  private static Map<String, Object> json(Descriptor descriptor) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mediaType", descriptor.mediaType());
    fields.put("digest", descriptor.digest().toString());
    fields.put("size", descriptor.size());
    return fields;
  }
}
