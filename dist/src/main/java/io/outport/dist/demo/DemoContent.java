package io.outport.dist.demo;

import io.outport.dist.image.BuiltImage;
import io.outport.oci.client.BlobSource;
import io.outport.oci.client.BlobStream;
import io.outport.oci.client.FetchedManifest;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
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

  private static final String SBOM_TYPE = "application/spdx+json";
  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final int BUFFER = 1 << 17;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final BuiltImage image;

  DemoContent(BuiltImage image) {
    this.image = image;
  }

  /** Pushes the image as {@code v1}. */
  void pushImage(RegistryClient hub) throws IOException {
    for (Descriptor blob : manifest().blobs()) {
      pushFile(hub, blob);
    }
    hub.pushManifest(REPOSITORY, FIRST, MediaType.OCI_MANIFEST, manifestBytes());
  }

  /** Pushes a bill of materials whose subject is the image. */
  Digest pushReferrer(RegistryClient hub) {
    byte[] document =
        ("{\"spdxVersion\":\"SPDX-2.3\",\"name\":\"outport\",\"documentNamespace\":\"urn:"
                + image.manifest().digest()
                + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    Descriptor config = push(hub, EMPTY, MediaType.EMPTY_JSON);
    Descriptor layer = push(hub, document, SBOM_TYPE);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MediaType.OCI_MANIFEST);
    manifest.put("artifactType", SBOM_TYPE);
    manifest.put("config", json(config));
    manifest.put("layers", List.of(json(layer)));
    manifest.put("subject", json(image.manifest()));
    byte[] bytes = JSON.writeValueAsBytes(manifest);
    Digest digest = Digest.ofBytes(bytes);
    hub.pushManifest(REPOSITORY, Reference.of(digest), MediaType.OCI_MANIFEST, bytes);
    return digest;
  }

  /** Pushes {@code v2}: all layers of {@code v1} and one small one; answers its digest. */
  Digest pushNextVersion(RegistryClient hub) {
    byte[] news = new byte[64 * 1024];
    Manifest first = manifest();
    Descriptor layer = push(hub, news, "application/vnd.oci.image.layer.v1.tar");
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MediaType.OCI_MANIFEST);
    manifest.put("config", json(first.blobs().getFirst()));
    List<Map<String, Object>> layers =
        new java.util.ArrayList<>(first.blobs().stream().skip(1).map(DemoContent::json).toList());
    layers.add(json(layer));
    manifest.put("layers", layers);
    byte[] bytes = JSON.writeValueAsBytes(manifest);
    hub.pushManifest(REPOSITORY, SECOND, MediaType.OCI_MANIFEST, bytes);
    return Digest.ofBytes(bytes);
  }

  /** Pulls everything that a tag names and checks each digest; answers the bytes. */
  static long pull(RegistryClient registry, Reference reference) {
    FetchedManifest fetched = registry.fetchManifest(REPOSITORY, reference);
    Manifest manifest = Manifest.parse(fetched.mediaType(), fetched.bytes());
    long bytes = fetched.bytes().length;
    for (Descriptor blob : manifest.blobs()) {
      bytes += read(registry, blob);
    }
    return bytes;
  }

  /** Bytes of config and layers. */
  long bytes() {
    return image.bytes();
  }

  long biggestLayer() {
    return manifest().blobs().stream().mapToLong(Descriptor::size).max().orElseThrow();
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
      throw new DemoFailure("the site served wrong bytes for " + blob.digest());
    }
    return blob.size();
  }

  private void pushFile(RegistryClient hub, Descriptor blob) {
    Path file = blobFile(blob.digest());
    hub.pushBlob(
        REPOSITORY,
        blob,
        offset -> {
          InputStream in = Files.newInputStream(file);
          in.skipNBytes(offset);
          return in;
        });
  }

  private static Descriptor push(RegistryClient hub, byte[] bytes, String mediaType) {
    Digest digest = Digest.ofBytes(DigestAlgorithm.SHA256, bytes);
    Descriptor blob = Descriptor.of(mediaType, digest, bytes.length);
    hub.pushBlob(REPOSITORY, blob, BlobSource.of(bytes));
    return blob;
  }

  private Manifest manifest() {
    try {
      return Manifest.parse(MediaType.OCI_MANIFEST, manifestBytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot read the image that was built", e);
    }
  }

  private byte[] manifestBytes() throws IOException {
    return Files.readAllBytes(blobFile(image.manifest().digest()));
  }

  private Path blobFile(Digest digest) {
    return image.layout().resolve("blobs").resolve("sha256").resolve(digest.hex());
  }

  private static Map<String, Object> json(Descriptor descriptor) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mediaType", descriptor.mediaType());
    fields.put("digest", descriptor.digest().toString());
    fields.put("size", descriptor.size());
    return fields;
  }
}
