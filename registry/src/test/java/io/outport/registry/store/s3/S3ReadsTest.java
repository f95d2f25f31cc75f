package io.outport.registry.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobContent;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.s3.S3Settings.Reads;
import io.outport.testkit.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where readers get their bytes, and what happens to them when the blob is deleted. */
final class S3ReadsTest {
  private static S3Server server;

  private final byte[] bytes = "what the blob holds".getBytes(StandardCharsets.UTF_8);
  private final Digest digest = Digest.ofBytes(bytes);
  private final String prefix = UUID.randomUUID() + "/";
  @TempDir Path folder;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void keepsClientsHereWhereReadsAreStreamed() {
    try (BlobStore store = open(Reads.STREAMED);
        BlobContent content = store.open(digest).orElseThrow()) {
      assertThat(content.location()).isEmpty();
    }
  }

  @Test
  void givesAnAddressThatNeedsNoKeysWhereReadsAreRedirected() throws Exception {
    try (BlobStore store = open(Reads.REDIRECTED);
        BlobContent content = store.open(digest).orElseThrow()) {
      URI location = content.location().orElseThrow();

      assertThat(get(HttpRequest.newBuilder(location)).body()).isEqualTo(bytes);
      HttpResponse<byte[]> range =
          get(HttpRequest.newBuilder(location).header("Range", "bytes=5-8"));
      assertThat(range.statusCode()).isEqualTo(206);
      assertThat(range.body()).isEqualTo(Arrays.copyOfRange(bytes, 5, 9));
      assertThat(location.getQuery()).contains("X-Amz-Expires=600");
      assertThat(location.toString()).doesNotContain(S3Server.SECRET_KEY);
    }
  }

  @Test
  void signsTheAddressForThisBlobAlone() throws Exception {
    try (BlobStore store = open(Reads.REDIRECTED);
        BlobContent content = store.open(digest).orElseThrow()) {
      String location = content.location().orElseThrow().toString();

      URI other = URI.create(location.replace(S3Keys.blob(digest), S3Keys.FORMAT));

      assertThat(get(HttpRequest.newBuilder(other)).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void deletesTheObjectWhenItsLastReaderLeaves() throws IOException {
    try (BlobStore store = open(Reads.STREAMED);
        var bucket = new RawBucket(settings(Reads.STREAMED))) {
      BlobContent first = store.open(digest).orElseThrow();
      BlobContent second = store.open(digest).orElseThrow();
      assertThat(store.delete(digest)).isTrue();
      assertThat(store.delete(digest)).isFalse();
      assertThat(store.open(digest)).isEmpty();
      first.close();
      first.close();
      assertThat(second.read(0, bytes.length).readAllBytes()).isEqualTo(bytes);

      second.close();

      assertThat(bucket.keys("blobs/")).isEmpty();
    }
  }

  @Test
  void keepsABlobThatCameAgainWhileTheDeletedOneWasRead() throws IOException {
    try (BlobStore store = open(Reads.STREAMED)) {
      BlobContent reader = store.open(digest).orElseThrow();
      assertThat(store.delete(digest)).isTrue();
      push(store);

      reader.close();

      try (BlobContent again = store.open(digest).orElseThrow()) {
        assertThat(again.read(0, bytes.length).readAllBytes()).isEqualTo(bytes);
      }
    }
  }

  private BlobStore open(Reads reads) {
    BlobStore store = S3Stores.open(settings(reads), folder, S3BlobStore.PART_BYTES);
    push(store);
    return store;
  }

  private S3Settings settings(Reads reads) {
    return S3Stores.settings(server, prefix, reads);
  }

  private void push(BlobStore store) {
    try (BlobUpload upload = store.openUpload(new UploadId("upload-under-test"))) {
      upload.append(ByteBuffer.wrap(bytes));
      upload.commit(digest);
    }
  }

  private static HttpResponse<byte[]> get(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }
}
