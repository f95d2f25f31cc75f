package io.outport.sync.engine;

import static io.outport.sync.TestImages.layer;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.registry.content.BlobUpload;
import io.outport.registry.content.UploadId;
import io.outport.sync.SiteScope;
import io.outport.sync.Stop;
import io.outport.sync.SyncResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is left of a transfer that nobody wants any more goes, whichever call fails meanwhile. */
final class StaleTransferTest {
  private static final SiteScope SCOPE = Site.mirror("*");

  @Test
  void isDroppedByTheNextRunWhereThisOneCouldNot() {
    boolean struck = true;
    for (int call = 1; struck; call++) {
      Hub hub = new Hub();
      hub.images.image("team/app", "v1", layer(1, 100));
      Site site = new Site();
      try (BlobUpload left = site.memoryBlobs.openUpload(new UploadId("transfer-left"))) {
        left.append(ByteBuffer.wrap(new byte[10]));
      }
      struck = strike(hub, site, call);

      SyncResult next = site.engine(hub.parent).syncAll(SCOPE, Stop.NEVER);

      assertThat(next.state()).as("call %d: %s", call, next).isEqualTo(SyncResult.State.COMPLETE);
      assertThat(site.memoryBlobs.listUploads()).as("call %d", call).isEmpty();
    }
  }

  /** Lets this call fail, and says whether there was one. */
  private static boolean strike(Hub hub, Site site, int call) {
    Faults faults = new Faults(call, false);
    faults.wrap(site);
    try {
      var _ = site.engine(hub.parent).syncAll(SCOPE, Stop.NEVER);
    } catch (Faults.ProcessEnded ended) {
      assertThat(faults.struck()).isTrue();
    }
    Faults.unwrap(site);
    site.clock.advance(Duration.ofHours(1));
    return faults.struck();
  }
}
