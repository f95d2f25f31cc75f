package io.outport.bench;

import io.outport.oci.model.Digest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** W5: pushes of blobs that no server has seen, in one piece, made durable as each server does. */
record Pushes() implements Workload {
  private static final String REPOSITORY = "app";
  private static final int TAIL = 99;
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;
  private static final double MIB_PER_GIB = 1024;

  /** How often a size is pushed in one turn. */
  private record Size(int mib, int times) {
    int bytes() {
      return (int) (mib * Unit.MIB);
    }
  }

  private static final List<Size> SIZES =
      List.of(new Size(1, 64), new Size(10, 10), new Size(100, 3));

  /** Before the first turn, for each server: as many as a busy one sees in a few seconds. */
  private static final List<Size> WARM_UP = List.of(new Size(1, 512), new Size(10, 20));

  @Override
  public String id() {
    return "W5";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    List<Contender> contenders = List.of(stage.outport(), stage.distribution(Transport.TLS));
    SplittableRandom random = new SplittableRandom();
    List<List<String>> rows = new ArrayList<>();
    for (Contender contender : contenders) {
      for (Size warmUp : WARM_UP) {
        var _ = turn(stage.http(), contender, warmUp, random);
      }
    }
    for (Size size : SIZES) {
      Map<String, List<Sample>> turns =
          Rounds.alternate(
              contenders,
              effort.rounds(),
              contender -> turn(stage.http(), contender, size, random));
      Sample peer = Sample.median(turns.getOrDefault(Distribution.NAME, List.of()));
      turns.forEach((name, samples) -> rows.add(row(size, name, samples, peer)));
    }
    List<String> header =
        List.of(
            "size",
            "server",
            "MiB/s",
            "spread",
            "÷ distribution",
            "p50 ms",
            "p99 ms",
            "CPU s/GiB",
            "reach");
    return new Section(
        id(), "Pushes of unique random data over TLS", notes(stage), new Table(header, rows), 0);
  }

  private static Sample turn(Http http, Contender contender, Size size, SplittableRandom random)
      throws IOException {
    Pusher pusher =
        new Pusher(http, contender.base(), contender.authorization(Pusher.scope(REPOSITORY)));
    byte[] bytes = new byte[size.bytes()];
    List<Double> seconds = new ArrayList<>();
    double before = contender.figures().cpuSeconds();
    for (int push = 0; push < size.times(); push++) {
      random.nextBytes(bytes);
      Digest digest = Digest.ofBytes(bytes);
      long start = System.nanoTime();
      pusher.blob(REPOSITORY, digest, BodyPublishers.ofByteArray(bytes));
      seconds.add((System.nanoTime() - start) / NANOS);
    }
    double cpu = contender.figures().cpuSeconds() - before;
    double middle = Medians.of(seconds);
    return new Sample(
        size.mib() / middle,
        middle * MILLIS,
        Medians.percentile(seconds, TAIL) * MILLIS,
        cpu / (size.mib() * size.times() / MIB_PER_GIB),
        0,
        0);
  }

  private static List<String> row(Size size, String name, List<Sample> samples, Sample peer) {
    Sample median = Sample.median(samples);
    boolean ours = name.equals(OutportHub.NAME);
    return List.of(
        size.mib() + " MiB",
        name,
        Figures.of(median.rate()),
        Figures.spread(samples.stream().map(Sample::rate).toList()),
        ours ? Figures.times(median.rate(), peer.rate()) : Figures.NONE,
        Figures.of(median.p50Millis()),
        Figures.of(median.p99Millis()),
        Figures.of(median.cost()),
        ours ? Figures.reached("≥ 1.0 × distribution", median.rate() >= peer.rate()) : "");
  }

  private static List<String> notes(Stage stage) throws IOException {
    return List.of(
        "POST and PUT by the JDK's HTTP client, one after the other, %s a turn; rates from the"
                .formatted(
                    SIZES.stream().map(size -> size.times() + " × " + size.mib() + " MiB").toList())
            + " median push. Hashing and making the bytes is not in the time.",
        "Before the first turn each server takes %s."
            .formatted(
                WARM_UP.stream().map(size -> size.times() + " × " + size.mib() + " MiB").toList()),
        "Stores on %s; both servers force the bytes to it before they answer 201."
            .formatted(Machine.fileSystem(stage.folder())));
  }
}
