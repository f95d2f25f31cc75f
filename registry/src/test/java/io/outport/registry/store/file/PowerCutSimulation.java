package io.outport.registry.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.registry.content.BlobStore;
import io.outport.registry.store.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes at the N-th call, for all N; the disk is then any of those that forces allow.
 * {@code -Doutport.seed} repeats a run, {@code -Doutport.rounds} asks for more disks per call.
 */
final class PowerCutSimulation {
  private static final long SEED = Long.getLong("outport.seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("outport.rounds", 3);

  @TempDir Path folder;

  @Test
  void holdsWhatItAcknowledgedWhenThePowerGoes() throws IOException {
    boolean cut = true;
    for (long call = 0; cut; call++) {
      Path before = Files.createDirectories(folder.resolve("before-" + call));
      var layer = new PowerCutLayer(before.resolve("store"), call);
      var workload = new Workload();
      runUntilCut(before.resolve("store"), layer, workload);
      for (int round = 0; round < ROUNDS; round++) {
        requireRecovered(layer, workload, call, round);
      }
      cut = layer.wasCut();
      assertThat(cut || call > 100).isTrue();
    }
  }

  private static void runUntilCut(Path root, PowerCutLayer layer, Workload workload) {
    try (BlobStore store = TestStores.open(root, layer)) {
      workload.run(store);
    } catch (PowerCutLayer.PowerCut expected) {
      assertThat(layer.wasCut()).isTrue();
    }
  }

  private void requireRecovered(PowerCutLayer layer, Workload workload, long call, int round)
      throws IOException {
    Path after = Files.createDirectories(folder.resolve("after-%d-%d".formatted(call, round)));
    layer.materialize(after, new Random(SEED + call * ROUNDS + round));
    try (BlobStore store = TestStores.open(after.resolve("store"), new UnforcedLayer())) {
      workload.requireRecovered(store);
    } catch (IOException | RuntimeException | AssertionError failure) {
      throw new AssertionError(
          "seed %d, power cut after call %d, disk %d".formatted(SEED, call, round), failure);
    }
  }
}
