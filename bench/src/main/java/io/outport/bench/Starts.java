package io.outport.bench;

import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** W1: from the start of the process to the first answered read, and what memory it takes. */
record Starts() implements Workload {
  private static final int MANIFESTS = 10_000;
  private static final int STARTS = 3;
  private static final int CROWD = 64;
  private static final String REPOSITORY = "app";
  private static final double EMPTY_LIMIT = 400;
  private static final double FULL_LIMIT = 600;
  private static final double IDLE_LIMIT = 96;
  private static final double PEAK_LIMIT = 256;
  private static final List<String> HEADER =
      List.of(
          "store",
          "server",
          "start ms",
          "spread",
          "start CPU s",
          "idle MiB",
          "peak MiB at c=64",
          "reach");

  /** One turn; memory in MiB. */
  private record Turn(List<Restart.Started> starts, double idle, double peak, long wrong) {}

  /** The rows of one store. */
  private record Part(List<List<String>> rows, long wrong) {}

  /** What is read first, and the bound on how long that may take. */
  private record First(String label, Request request, double limit) {}

  @Override
  public String id() {
    return "W1";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    List<Contender> contenders = List.of(stage.outport(), stage.distribution(Transport.TLS));
    Request ping = Request.get("/v2/", "");
    Part empty = measure(stage, effort, contenders, new First("empty", ping, EMPTY_LIMIT));
    Filling filling = Filling.of(stage);
    for (Contender contender : contenders) {
      filling.manifests(contender, REPOSITORY, MANIFESTS);
    }
    Request manifest = Request.manifest("GET", REPOSITORY, Filling.tag(MANIFESTS - 1));
    Part full =
        measure(stage, effort, contenders, new First("10,000 manifests", manifest, FULL_LIMIT));
    List<List<String>> rows = new ArrayList<>(empty.rows());
    rows.addAll(full.rows());
    return new Section(
        id(),
        "Start to the first answered read",
        notes(effort),
        new Table(HEADER, rows),
        empty.wrong() + full.wrong());
  }

  private static Part measure(Stage stage, Effort effort, List<Contender> contenders, First first)
      throws IOException {
    Map<String, List<Turn>> turns =
        Rounds.alternate(
            contenders, effort.rounds(), contender -> turn(stage, effort, contender, first));
    return new Part(
        turns.entrySet().stream().map(each -> row(first, each.getKey(), each.getValue())).toList(),
        turns.values().stream().flatMap(List::stream).mapToLong(Turn::wrong).sum());
  }

  private static Turn turn(Stage stage, Effort effort, Contender contender, First first)
      throws IOException {
    Request request = first.request();
    Restart restart = new Restart(stage.fresh());
    List<Restart.Started> starts = new ArrayList<>();
    for (int start = 0; start < STARTS; start++) {
      starts.add(restart.measure(contender, request.path(), contender.firstHeaders(request)));
    }
    ServerProcess.pause(effort.idle());
    double idle = contender.figures().residentMib();
    Load load =
        stage
            .wrk()
            .run(
                request,
                contender.uri(request.path()),
                contender.headers(request),
                CROWD,
                effort.run());
    return new Turn(starts, idle, contender.figures().peakMib(), load.wrong());
  }

  private static List<String> row(First first, String name, List<Turn> turns) {
    List<Restart.Started> starts = turns.stream().flatMap(turn -> turn.starts().stream()).toList();
    List<Double> millis = starts.stream().map(Restart.Started::millis).toList();
    double start = Medians.of(millis);
    double cpu = Medians.of(starts.stream().map(Restart.Started::cpuSeconds).toList());
    double idle = Medians.of(turns.stream().map(Turn::idle).toList());
    double peak = Medians.of(turns.stream().map(Turn::peak).toList());
    String reached =
        "%s; %s; %s"
            .formatted(
                Figures.reached("≤ %.0f ms".formatted(first.limit()), start <= first.limit()),
                Figures.reached("idle ≤ 96 MiB", idle <= IDLE_LIMIT),
                Figures.reached("peak ≤ 256 MiB", peak <= PEAK_LIMIT));
    return List.of(
        first.label(),
        name,
        Figures.of(start),
        Figures.spread(millis),
        Figures.of(cpu),
        Figures.of(idle),
        Figures.of(peak),
        name.equals(OutportHub.NAME) ? reached : "");
  }

  private static List<String> notes(Effort effort) {
    return List.of(
        "The clock starts with the process (for Outport its launcher, a shell script) and ends at"
            + " the first 200 over a TLS connection of its own: `/v2/` of the empty store, a"
            + " manifest by tag of the full one. %d starts in each round.".formatted(STARTS),
        "Memory is resident memory, shared pages included: %d s after the last start, and the most"
                .formatted(effort.idle().toSeconds())
            + " that there was since it, after %d s of the same request on %d connections."
                .formatted(effort.run().toSeconds(), CROWD));
  }
}
