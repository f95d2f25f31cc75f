package io.outport.bench;

import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * W14: the server is killed with {@code SIGKILL} at a random moment under pushes, again and again;
 * after each start all that it acknowledged since the last must be there, and everything at the
 * end.
 */
record Kills(long seed) implements Workload {
  private static final int MANY = 40;
  private static final int FEW = 4;
  private static final int SHORTEST_MILLIS = 100;
  private static final int SPREAD_MILLIS = 600;
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(20);

  @Override
  public String id() {
    return "W14";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    int kills = effort.rounds() > 1 ? MANY : FEW;
    List<List<String>> rows = new ArrayList<>();
    long wrong = 0;
    for (Contender contender : List.of(stage.outport(), stage.distribution(Transport.TLS))) {
      PushStorm storm = PushStorm.of(stage, new Random(seed));
      long lost = suffer(stage, contender, storm, kills);
      rows.add(
          List.of(
              contender.name(),
              Integer.toString(kills),
              Integer.toString(storm.acknowledged().size()),
              Long.toString(lost)));
      wrong += contender instanceof OutportHub ? lost : 0;
    }
    return new Section(
        id(),
        "Kills under pushes (seed %d)".formatted(seed),
        List.of(
            "Each kill comes %d to %d ms after the start of four clients that push small images."
                    .formatted(SHORTEST_MILLIS, SHORTEST_MILLIS + SPREAD_MILLIS)
                + " *Lost* are acknowledged images that cannot be pulled whole, at the end. The"
                + " kernel lives on, so what was written but not forced to the disk does, too."),
        new Table(List.of("server", "kills", "images acknowledged", "LOST"), rows),
        wrong);
  }

  private long suffer(Stage stage, Contender contender, PushStorm storm, int kills)
      throws IOException {
    Random random = new Random(seed);
    int checked = 0;
    for (int kill = 0; kill < kills; kill++) {
      pushAndKill(contender, storm, random);
      contender.process().relaunch();
      awaitAnswer(stage, contender);
      List<Image> all = storm.acknowledged();
      long lost = lost(contender, storm, all.subList(checked, all.size()));
      if (lost > 0 && contender instanceof OutportHub) {
        return lost;
      }
      checked = all.size();
    }
    return lost(contender, storm, storm.acknowledged());
  }

  private static long lost(Contender contender, PushStorm storm, List<Image> images)
      throws IOException {
    return storm.lost(contender.base(), contender.authorization(PushStorm.scope()), images);
  }

  private static void pushAndKill(Contender contender, PushStorm storm, Random random)
      throws IOException {
    var headers = contender.authorization(PushStorm.scope());
    Thread clients =
        Thread.ofVirtual().start(() -> storm.push(contender.base(), headers, random, () -> false));
    ServerProcess.pause(Duration.ofMillis(SHORTEST_MILLIS + random.nextInt(SPREAD_MILLIS)));
    contender.process().kill();
    try {
      clients.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void awaitAnswer(Stage stage, Contender contender) {
    boolean up =
        Patience.until(
            START,
            LOOK,
            () -> {
              try {
                // Ours asks who comes, which is an answer, too.
                int status = stage.fresh().get(contender.uri("/v2/"), Map.of()).status();
                return status == 200 || status == 401;
              } catch (IOException notYet) {
                return false;
              }
            });
    if (!up) {
      throw new WrongAnswerException(
          "%s did not start after a kill:%n%s"
              .formatted(contender.name(), contender.process().log()));
    }
  }
}
