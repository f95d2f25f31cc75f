package io.outport.bench;

import io.outport.hubapi.gateway.SiteLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** W20: what sites that have nothing to do cost their hub, and how fast they hear of news. */
record CheckIns() implements Workload {
  private static final List<Integer> FLEETS = List.of(100, 1_000);
  private static final Duration ARRIVAL = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SHORTEST = Duration.ofMinutes(2);
  private static final double SECONDS_PER_DAY = 86_400;
  private static final double NANOS = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Path INTERFACES = Path.of("/proc/net/dev");
  private static final String REPOSITORY = "app";

  @Override
  public String id() {
    return "W20";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    // A turn must see each site report itself, which it does once a minute.
    Duration turn = effort.rounds() > 1 ? SHORTEST : effort.run();
    List<List<String>> rows = new ArrayList<>();
    List<String> notes = new ArrayList<>(notes(turn));
    long failures = 0;
    for (int count : FLEETS) {
      OutportHub hub = stage.outport("--max-connections-per-address", "16384");
      try (SiteFleet fleet = SiteFleet.of(hub)) {
        rows.add(measure(stage, fleet, count, turn));
        failures += fleet.failures();
        fleet.reasons().forEach(reason -> notes.add("Failed: " + reason));
      }
      stage.clear();
    }
    List<String> header =
        List.of(
            "sites",
            "made in s",
            "all following after s",
            "hub's CPU % of one core",
            "hub MiB",
            "KiB per site and day",
            "news reaches half in ms",
            "all in ms",
            "FAILED calls");
    return new Section(id(), "Sites that check in", notes, new Table(header, rows), failures);
  }

  private static List<String> measure(Stage stage, SiteFleet fleet, int count, Duration turn)
      throws IOException {
    // Sites begin to follow a history behind its first entry.
    fleet.hub().hold(REPOSITORY, "v0", Filling.of(stage).image(REPOSITORY, 0));
    long begun = System.nanoTime();
    List<SiteLink> links = fleet.create(count, REPOSITORY);
    double made = (System.nanoTime() - begun) / NANOS;
    begun = System.nanoTime();
    fleet.start(links);
    if (!Patience.until(ARRIVAL, POLL, () -> fleet.following() == count)) {
      throw new WrongAnswerException(
          "%d of %d sites follow the hub after %s".formatted(fleet.following(), count, ARRIVAL));
    }
    double following = (System.nanoTime() - begun) / NANOS;
    ProcessFigures figures = fleet.hub().figures();
    double cpu = figures.cpuSeconds();
    long bytes = loopbackBytes();
    begun = System.nanoTime();
    Patience.until(turn, turn, () -> false);
    double seconds = (System.nanoTime() - begun) / NANOS;
    double share = (figures.cpuSeconds() - cpu) / seconds;
    double perDay = (loopbackBytes() - bytes) / seconds * SECONDS_PER_DAY / count;
    List<Double> news = news(stage, fleet, count);
    return List.of(
        Integer.toString(count),
        Figures.of(made),
        Figures.of(following),
        Figures.of(share * 100),
        Figures.of(figures.residentMib()),
        Figures.of(perDay / 1024),
        Figures.of(news.get(news.size() / 2)),
        Figures.of(news.getLast()),
        Long.toString(fleet.failures()));
  }

  /** After how many milliseconds each site had heard of an image, sorted. */
  private static List<Double> news(Stage stage, SiteFleet fleet, int count) throws IOException {
    Image image = Filling.of(stage).image(REPOSITORY, 1);
    fleet.awaitNews();
    fleet.hub().hold(REPOSITORY, "v1", image);
    long pushed = System.nanoTime();
    if (!Patience.until(ARRIVAL, POLL, () -> fleet.heard().size() >= count)) {
      throw new WrongAnswerException(
          "%d of %d sites heard of an image".formatted(fleet.heard().size(), count));
    }
    return fleet.heard().stream().map(at -> Math.max(0, at - pushed) / NANOS_PER_MILLI).toList();
  }

  /** All that came over the loopback interface so far, with the heads of its packets. */
  private static long loopbackBytes() throws IOException {
    for (String line : Files.readAllLines(INTERFACES)) {
      String words = line.strip();
      if (words.startsWith("lo:")) {
        return Long.parseLong(words.substring("lo:".length()).strip().split("\\s+", 2)[0]);
      }
    }
    throw new IOException("no loopback interface in " + INTERFACES);
  }

  private static List<String> notes(Duration turn) {
    return List.of(
        "Each site holds a poll of 50 s and reports itself once a minute over TLS connections of"
            + " its own; all start at once. The turn lasts %d s.".formatted(turn.toSeconds()),
        "Bytes are those of the loopback interface, so with TCP, TLS and all else on the machine.",
        "*News* is a pushed image, from its last 201 to the end of the sites' polls; the sites run"
            + " on the same two cores.");
  }
}
