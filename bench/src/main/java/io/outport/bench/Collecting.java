package io.outport.bench;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.Programs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * W12: garbage is collected again and again while clients push. Every image that was acknowledged
 * must be whole at the end.
 */
record Collecting(long seed) implements Workload {
  private static final Pattern REMOVED = Pattern.compile("\"blobs\" ?: ?(\\d+)");
  private static final String ELIGIBLE = "blob eligible for deletion";

  @Override
  public String id() {
    return "W12";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    OutportHub hub = stage.outport("--gc-grace", "1s");
    Distribution peer = stage.distribution(Transport.TLS);
    Outcome ours = suffer(stage, effort, hub, () -> collect(hub));
    Outcome theirs = suffer(stage, effort, peer, () -> collect(peer));
    return new Section(
        id(),
        "Garbage collection under pushes (seed %d)".formatted(seed),
        List.of(
            "Four clients push small images for %d s, and blobs that no image names."
                    .formatted(effort.run().toSeconds())
                + " One collection follows the other: `outport hub gc` of a hub with"
                + " `--gc-grace 1s`, and `registry garbage-collect` beside the running server,"
                + " which its documentation warns of. *Lost* are acknowledged images that cannot"
                + " be pulled whole."),
        new Table(
            List.of("server", "images acknowledged", "pushes refused", "blobs collected", "LOST"),
            List.of(ours.row(), theirs.row())),
        ours.lost);
  }

  private record Outcome(String server, int images, long refused, long collected, long lost) {
    List<String> row() {
      List<String> row = new ArrayList<>();
      row.add(server);
      row.add(Integer.toString(images));
      List.of(refused, collected, lost).forEach(each -> row.add(Long.toString(each)));
      return row;
    }
  }

  /** Collects once; says how many blobs went. */
  @FunctionalInterface
  private interface Collector {
    long collect() throws IOException;
  }

  private Outcome suffer(Stage stage, Effort effort, Contender contender, Collector collector)
      throws IOException {
    Random random = new Random(seed);
    PushStorm storm = PushStorm.of(stage, random);
    var headers = contender.authorization(PushStorm.scope());
    AtomicBoolean over = new AtomicBoolean();
    Thread clients =
        Thread.ofVirtual().start(() -> storm.push(contender.base(), headers, random, over::get));
    long collected = 0;
    long end = System.nanoTime() + effort.run().toNanos();
    try {
      while (System.nanoTime() < end) {
        collected += collector.collect();
      }
      over.set(true);
      clients.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      over.set(true);
    }
    List<Image> images = storm.acknowledged();
    long lost = storm.lost(contender.base(), headers, images);
    return new Outcome(contender.name(), images.size(), storm.refused(), collected, lost);
  }

  private static long collect(OutportHub hub) {
    String report =
        hub.fleet().outport("hub", "gc", "-r", "myhub", "-o", "json").run().succeeded().out();
    Matcher removed = REMOVED.matcher(report);
    return removed.find() ? Long.parseLong(removed.group(1)) : 0;
  }

  private static long collect(Distribution peer) {
    String said =
        Command.of(
                Programs.find("registry"),
                "garbage-collect",
                peer.folder().resolve("config.yml").toString())
            .with("OTEL_TRACES_EXPORTER", "none")
            .run()
            .out();
    return said.lines().filter(line -> line.contains(ELIGIBLE)).count();
  }
}
