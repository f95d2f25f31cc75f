package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.sync.SyncResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hub and a tree of sites, with the real gateway, sync and stores' logic, on one thread and in
 * virtual time: links are cut, calls and answers lost, processes killed, clocks set wrong, while
 * people and clients change everything that they can. In the end, with all links up, each site is
 * as its scope says, and nothing was lost. Everything follows from the seed.
 */
final class TreeSimulation {
  private static final int SITES = Integer.getInteger("sites", 8);
  private static final int SEEDS = Integer.getInteger("seeds", 50);
  private static final Long SEED = Long.getLong("seed");
  private static final int FEW = 6;
  private static final int STEPS_EACH = 32;
  private static final Duration ROUND = Duration.ofMinutes(20);

  /** A change takes a round for each level at least. */
  private static final int FIRST_LOOK = 3;

  /** More than a day, the most that a clock can be wrong. */
  private static final int MAX_ROUNDS = 150;

  static LongStream seeds() {
    return SEED == null ? new Random().longs(SEEDS) : LongStream.of(SEED);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endsInLineWhateverHappens(long seed) throws IOException {
    run(seed, SITES);
  }

  @Test
  void replaysTheSame() throws IOException {
    long seed = new Random().nextLong();

    assertThat(run(seed, FEW)).as("seed %d", seed).isEqualTo(run(seed, FEW));
  }

  /** Lives through it all; what it answers differs where anything was different on the way. */
  private static long run(long seed, int sites) throws IOException {
    String command = "make sim SEED=%d SITES=%d".formatted(seed, sites);
    System.out.println(command);
    Path folder = folder();
    try (SimSecrets secrets = new SimSecrets().listen();
        var world = new SimWorld(folder, seed, secrets)) {
      live(world, sites);
      secrets.check();
      return world.random().nextLong();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(command, e);
    } finally {
      delete(folder);
    }
  }

  private static void live(SimWorld world, int sites) {
    world.hub().start();
    var fleet = new SimFleet(world);
    fleet.grow(sites);
    var people = new SimPeople(world, fleet);
    world.inhabit(people::act);
    for (int step = 0; step < sites * STEPS_EACH; step++) {
      world.hub().start();
      world.meanwhile();
      world.sites().get(world.random().nextInt(world.sites().size())).step();
      world.pass(Duration.ofSeconds(world.random().nextInt(60)));
    }
    calmDown(world, people);
    assertThat(settle(world, new SimChecks(world, people))).isEmpty();
    requireNothingLeftToDo(world);
  }

  private static void calmDown(SimWorld world, SimPeople people) {
    world.chaos().end();
    world.hub().start();
    people.finish();
  }

  /** Lets all sites work until all is well, or too long. */
  private static List<String> settle(SimWorld world, SimChecks checks) {
    List<String> wrong = List.of("nobody looked");
    for (int round = 0; round < MAX_ROUNDS && !wrong.isEmpty(); round++) {
      List<SimSite> order = new ArrayList<>(world.sites());
      Collections.shuffle(order, world.random());
      order.forEach(SimSite::stepAll);
      world.pass(ROUND);
      if (round >= FIRST_LOOK) {
        wrong = checks.all();
      }
    }
    return wrong;
  }

  /** Law L5, from the top down. */
  private static void requireNothingLeftToDo(SimWorld world) {
    for (SimSite site : world.sites()) {
      var _ = site.compare();
    }
    for (SimSite site : world.sites()) {
      SyncResult again = site.compare();
      assertThat(again.state()).as(site.name()).isEqualTo(SyncResult.State.COMPLETE);
      assertThat(again.synced() + again.removed()).as("left at " + site.name()).isZero();
    }
  }

  /** In memory where the machine has such a place: what is forced to disk takes no time there. */
  private static Path folder() throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory)
        ? Files.createTempDirectory(memory, "outport-sim")
        : Files.createTempDirectory("outport-sim");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
