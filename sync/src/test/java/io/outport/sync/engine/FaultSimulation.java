package io.outport.sync.engine;

import static io.outport.sync.TestImages.layer;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.registry.content.StoredManifest;
import io.outport.sync.ScriptedParent;
import io.outport.sync.Stop;
import io.outport.sync.SyncResult.State;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fails each call in turn, at the parent and in the stores, and sees the next run finish it. */
final class FaultSimulation {
  private static final int MAX_CALLS = 2_000;

  /** Blobs on their way when a process ends, times the most of each in memory. */
  private static final long IN_FLIGHT =
      Site.SETTINGS.transfers().concurrency() * (long) Site.SETTINGS.transfers().bufferBytes();

  @Test
  void survivesTheLinkGoingDownAtEachCall() {
    int failed = 0;
    for (int n = 1; n < MAX_CALLS; n++) {
      Hub hub = hub();
      Site site = new Site();
      int from = n;
      hub.parent.follow(
          (call, name) -> {
            if (call >= from) {
              throw ScriptedParent.unreachable();
            }
          });

      State state = site.engine(hub.parent).syncAll(Site.mirror("*"), Stop.NEVER).state();
      Hub.assertWhole(site);
      if (state == State.COMPLETE) {
        break;
      }
      assertThat(state).isEqualTo(State.ABORTED);
      failed++;
      hub.parent.follow((call, name) -> {});
      assertThat(site.engine(hub.parent).syncAll(Site.mirror("*"), Stop.NEVER).state())
          .isEqualTo(State.COMPLETE);
      hub.assertInLine(site);
      assertThat(hub.parent.served()).as("call %d", n).isEqualTo(hub.uniqueBytes());
    }
    assertThat(failed).isGreaterThan(20);
  }

  @Test
  void repeatsEachCallThatFailsOnce() {
    for (int n = 1; n < 60; n++) {
      Hub hub = hub();
      Site site = new Site();
      int only = n;
      hub.parent.follow(
          (call, name) -> {
            if (call == only) {
              throw ScriptedParent.unreachable();
            }
          });

      assertThat(site.engine(hub.parent).syncAll(Site.mirror("*"), Stop.NEVER).state())
          .as("call %d", n)
          .isEqualTo(State.COMPLETE);
      hub.assertInLine(site);
    }
  }

  @Test
  void survivesTheEndOfTheProcessAtEachStoreCall() {
    int ended = 0;
    for (int n = 1; n < MAX_CALLS; n++) {
      // Every second one ends just after the call did its work.
      var faults = new Faults(n, n % 2 == 0);
      Hub hub = hub();
      Site site = new Site();
      faults.wrap(site);
      run(site, hub);
      if (!faults.struck()) {
        break;
      }
      ended++;
      Hub.assertWhole(site);

      Faults.unwrap(site);
      site.clock.advance(Duration.ofHours(1));
      assertThat(site.engine(hub.parent).syncAll(Site.mirror("*"), Stop.NEVER).state())
          .as("store call %d", n)
          .isEqualTo(State.COMPLETE);
      hub.assertInLine(site);
      assertThat(hub.parent.served())
          .as("store call %d", n)
          .isLessThanOrEqualTo(hub.uniqueBytes() + IN_FLIGHT);
      assertThat(site.memoryBlobs.listUploads()).isEmpty();
    }
    assertThat(ended).isGreaterThan(100);
  }

  @Test
  void wastesNothingHoweverBlobsAreCut() {
    long seed = new Random().nextLong();
    System.out.println("cut blobs, seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      Hub hub = hub();
      Site site = new Site();
      hub.parent.cutAfter(() -> random.nextLong(1_000, 9_000));

      for (int i = 0; i < 50 && !inLine(site, hub); i++) {
        site.engine(hub.parent).syncAll(Site.mirror("*"), Stop.NEVER);
      }

      hub.assertInLine(site);
      assertThat(hub.parent.served()).as("seed %d", seed).isEqualTo(hub.uniqueBytes());
    }
  }

  private static boolean inLine(Site site, Hub hub) {
    return Site.tags(site.memoryMetadata).equals(Site.tags(hub.content.metadata()));
  }

  /** A dead process tells nobody how it ended. */
  private static void run(Site site, Hub hub) {
    try {
      site.engine(hub.parent).syncAll(Site.mirror("*"), Stop.NEVER);
    } catch (Faults.ProcessEnded ignored) {
      // Expected: the engine's last words need the journal too.
      return;
    }
  }

  private static Hub hub() {
    Hub hub = new Hub();
    byte[] shared = layer(1, 20_000);
    hub.images.image("team/app", "v1", shared, layer(2, 3_000));
    hub.images.image("team/zed", "v1", shared, layer(3, 3_000));
    StoredManifest amd = hub.images.image("team/app", "", layer(4, 2_000));
    StoredManifest arm = hub.images.image("team/app", "", layer(5, 2_000));
    hub.images.index("team/app", "multi", amd, arm);
    hub.images.referrer("team/app", arm, layer(6, 500));
    return hub;
  }
}
