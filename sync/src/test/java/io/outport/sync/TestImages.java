package io.outport.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.Content;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.UploadId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes images in a registry's content. */
public final class TestImages {
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  private final Content content;

  public TestImages(Content content) {
    this.content = content;
  }

  /** Bytes that nothing else has, the same for the same seed. */
  public static byte[] layer(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Puts a blob in place. */
  public Descriptor blob(String repository, String mediaType, byte[] bytes) {
    Digest digest = Digest.ofBytes(bytes);
    try (BlobUpload upload = content.blobs().openUpload(UploadId.random(new Random()))) {
      upload.append(ByteBuffer.wrap(bytes));
      content.commitBlob(new RepositoryName(repository), upload, digest);
    }
    return Descriptor.of(mediaType, digest, bytes.length);
  }

  /** Pushes an image of these layers; null as the tag means none. */
  public StoredManifest image(String repository, String tag, byte[]... layers) {
    List<Descriptor> blobs = new ArrayList<>();
    for (byte[] layer : layers) {
      blobs.add(blob(repository, LAYER, layer));
    }
    String seed = Arrays.stream(layers).map(Digest::ofBytes).toList().toString();
    Descriptor config =
        blob(
            repository,
            MediaType.OCI_CONFIG,
            "{\"layers\":\"%s\"}".formatted(seed).getBytes(UTF_8));
    return put(
        repository, tag, MediaType.OCI_MANIFEST, imageDocument(config, blobs, Optional.empty()));
  }

  /** Pushes an artifact that refers to a manifest. */
  public StoredManifest referrer(String repository, StoredManifest subject, byte[] payload) {
    Descriptor config = blob(repository, MediaType.EMPTY_JSON, "{}".getBytes(UTF_8));
    Descriptor layer = blob(repository, "application/vnd.example.signature", payload);
    return put(
        repository,
        "",
        MediaType.OCI_MANIFEST,
        imageDocument(config, List.of(layer), Optional.of(subject.descriptor())));
  }

  /** Pushes an index. */
  public StoredManifest index(String repository, String tag, StoredManifest... children) {
    String entries =
        Arrays.stream(children)
            .map(child -> json(child.descriptor()))
            .collect(Collectors.joining(","));
    return put(
        repository,
        tag,
        MediaType.OCI_INDEX,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(MediaType.OCI_INDEX, entries));
  }

  /** Pushes a document as it stands. */
  public StoredManifest put(String repository, String tag, String mediaType, String document) {
    byte[] bytes = document.getBytes(UTF_8);
    var manifest = new StoredManifest(Digest.ofBytes(bytes), mediaType, bytes);
    Set<Tag> tags = tag.isEmpty() ? Set.of() : Set.of(new Tag(tag));
    content.putManifest(new RepositoryName(repository), manifest, tags);
    return manifest;
  }

  /** An image manifest's text. */
  public static String imageDocument(
      Descriptor config, List<Descriptor> layers, Optional<Descriptor> subject) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]%s}"
        .formatted(
            MediaType.OCI_MANIFEST,
            json(config),
            layers.stream().map(TestImages::json).collect(Collectors.joining(",")),
            subject.map(it -> ",\"subject\":" + json(it)).orElse(""));
  }

  private static String json(Descriptor it) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(it.mediaType(), it.digest(), it.size());
  }
}
