package io.outport.registry.store;

import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.file.FileBlobStore;
import io.outport.registry.store.sql.SqlMetadataStore;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;

/**
 * The program that is killed: pushes blobs and images that are made from a seed, for ever, and
 * prints one line when the store has acknowledged one.
 */
final class KillPusher {
  static final RepositoryName REPOSITORY = new RepositoryName("library/killed");
  static final Tag LATEST = new Tag("latest");
  private static final int MAX_BLOB_BYTES = 200_000;
  private static final int PIECE_BYTES = 30_000;

  private final Content content;
  private final PrintStream output;
  private final Random random;

  private KillPusher(Content content, PrintStream output, Random random) {
    this.content = content;
    this.output = output;
    this.random = random;
  }

  /** Arguments: the data folder and a seed. */
  public static void main(String[] arguments) {
    Path data = Path.of(arguments[0]);
    try (BlobStore blobs = openBlobs(data);
        MetadataStore metadata = openMetadata(data)) {
      var content = new Content(blobs, metadata, ContentListener.NONE);
      var output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      output.println("ready");
      new KillPusher(content, output, new Random(Long.parseLong(arguments[1]))).pushForEver();
    }
  }

  static BlobStore openBlobs(Path data) {
    return FileBlobStore.open(data.resolve("blobs"), InstantSource.system());
  }

  static MetadataStore openMetadata(Path data) {
    return SqlMetadataStore.open(data.resolve("registry.db"), InstantSource.system());
  }

  private void pushForEver() {
    while (true) {
      Digest config = pushBlob();
      Digest layer = pushBlob();
      StoredManifest image = image(config, layer);
      content.putManifest(REPOSITORY, image, Set.of(LATEST));
      output.println("manifest " + image.digest());
    }
  }

  private Digest pushBlob() {
    byte[] bytes = new byte[random.nextInt(MAX_BLOB_BYTES)];
    random.nextBytes(bytes);
    Digest digest = Digest.ofBytes(bytes);
    try (BlobUpload upload = content.blobs().openUpload(UploadId.forTransfer(digest))) {
      for (int start = 0; start < bytes.length; start += PIECE_BYTES) {
        upload.append(ByteBuffer.wrap(bytes, start, Math.min(PIECE_BYTES, bytes.length - start)));
        if (random.nextBoolean()) {
          upload.checkpoint();
        }
      }
      content.commitBlob(REPOSITORY, upload, digest);
    }
    output.println("blob " + digest);
    return digest;
  }

  private static StoredManifest image(Digest config, Digest layer) {
    String document =
        """
        {"schemaVersion": 2,
         "config": {"mediaType": "application/octet-stream", "digest": "%s", "size": 1},
         "layers": [{"mediaType": "application/octet-stream", "digest": "%s", "size": 1}]}
        """
            .formatted(config, layer);
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    return new StoredManifest(Digest.ofBytes(bytes), MediaType.OCI_MANIFEST, bytes);
  }
}
