package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.UploadId;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of uploads that nobody ends. */
final class UploadPurgeTest {
  private static final Duration WEEK = Duration.ofDays(7);

  private final VirtualClock clock = VirtualClock.start();
  private TestRegistry registry;
  private Client client;

  @BeforeEach
  void start() {
    registry =
        TestRegistry.start(
            RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE),
            new MemoryBlobStore(),
            clock);
    client = Client.of(registry);
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void dropsOldSessionsAndKeepsYoungOnes() {
    String old = client.startUpload("app/web");
    clock.advance(Duration.ofDays(6));
    String young = client.startUpload("app/web");
    clock.advance(Duration.ofDays(2));

    assertThat(registry.routes.purgeUploads(WEEK)).isEqualTo(1);

    assertThat(client.get(old).statusCode()).isEqualTo(404);
    assertThat(client.get(young).statusCode()).isEqualTo(204);
    assertThat(registry.routes.purgeUploads(WEEK)).isZero();
  }

  @Test
  void keepsSessionInUseAndTransfersOfTheSync() {
    String session = client.startUpload("app/web");
    registry.blobs.openUpload(UploadId.forTransfer(Digest.ofBytes(new byte[0]))).close();
    clock.advance(Duration.ofDays(30));
    UploadId id = new UploadId(session.substring(session.lastIndexOf('/') + 1));

    try (BlobUpload upload = registry.blobs.openUpload(id)) {
      assertThat(registry.routes.purgeUploads(WEEK)).isZero();
      assertThat(upload.size()).isZero();
    }

    assertThat(registry.routes.purgeUploads(WEEK)).isEqualTo(1);
    assertThat(registry.blobs.listUploads()).hasSize(1);
  }
}
