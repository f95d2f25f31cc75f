package io.outport.edge;

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
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes images at the hub. */
final class HubImages {
  private final Content content;

  HubImages(Content content) {
    this.content = content;
  }

  static byte[] layer(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  StoredManifest push(String repository, String tag, byte[]... layers) {
    String entries =
        Arrays.stream(layers)
            .map(bytes -> json(blob(repository, "application/vnd.oci.image.layer.v1.tar", bytes)))
            .collect(Collectors.joining(","));
    byte[] config = "{\"of\":\"%s\"}".formatted(repository + tag).getBytes(UTF_8);
    byte[] document =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(
                MediaType.OCI_MANIFEST,
                json(blob(repository, MediaType.OCI_CONFIG, config)),
                entries)
            .getBytes(UTF_8);
    var manifest = new StoredManifest(Digest.ofBytes(document), MediaType.OCI_MANIFEST, document);
    content.putManifest(new RepositoryName(repository), manifest, Set.of(new Tag(tag)));
    return manifest;
  }

  private Descriptor blob(String repository, String mediaType, byte[] bytes) {
    Digest digest = Digest.ofBytes(bytes);
    try (BlobUpload upload = content.blobs().openUpload(UploadId.random(new Random()))) {
      upload.append(ByteBuffer.wrap(bytes));
      content.commitBlob(new RepositoryName(repository), upload, digest);
    }
    return Descriptor.of(mediaType, digest, bytes.length);
  }

  private static String json(Descriptor it) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(it.mediaType(), it.digest(), it.size());
  }
}
