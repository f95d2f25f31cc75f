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

  /** One turn; memory in MiB. */
  private record Turn(List<Double> millis, double idle, double peak) {}

  /** What is read first, and the bound on how long that may take. */
  private record First(String label, Request request, double limit) {}

  @Override
  public String id() {
    return "W1";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    List<Contender> contenders = List.of(stage.outport(), stage.distribution(Transport.TLS));
    List<List<String>> rows = new ArrayList<>();
    Request ping = Request.get("/v2/", "");
    rows.addAll(measure(stage, effort, contenders, new First("empty", ping, EMPTY_LIMIT)));
    Filling filling = Filling.of(stage);
    for (Contender contender : contenders) {
      filling.manifests(contender, REPOSITORY, MANIFESTS);
    }
    Request manifest = Request.manifest("GET", REPOSITORY, Filling.tag(MANIFESTS - 1));
    rows.addAll(
        measure(stage, effort, contenders, new First("10,000 manifests", manifest, FULL_LIMIT)));
    List<String> header =
        List.of("store", "server", "start ms", "spread", "idle MiB", "peak MiB at c=64", "reach");
    return new Section(
        id(), "Start to the first answered read", notes(effort), new Table(header, rows), 0);
  }

  private List<List<String>> measure(
      Stage stage, Effort effort, List<Contender> contenders, First first) throws IOException {
    Map<String, List<Turn>> turns =
        Rounds.alternate(
            contenders, effort.rounds(), contender -> turn(stage, effort, contender, first));
    return turns.entrySet().stream()
        .map(each -> row(first, each.getKey(), each.getValue()))
        .toList();
  }

  private static Turn turn(Stage stage, Effort effort, Contender contender, First first)
      throws IOException {
    Request request = first.request();
    Restart restart = new Restart(stage.fresh());
    List<Double> millis = new ArrayList<>();
    for (int start = 0; start < STARTS; start++) {
      millis.add(restart.measure(contender, request.path(), contender.firstHeaders(request)));
    }
    ServerProcess.pause(effort.idle());
    double idle = contender.figures().residentMib();
    var _ =
        stage
            .wrk()
            .run(
                request,
                contender.uri(request.path()),
                contender.headers(request),
                CROWD,
                effort.run());
    return new Turn(millis, idle, contender.figures().peakMib());
  }

  private static List<String> row(First first, String name, List<Turn> turns) {
    List<Double> millis = turns.stream().flatMap(turn -> turn.millis().stream()).toList();
    double start = Medians.of(millis);
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
        Figures.of(idle),
        Figures.of(peak),
        name.equals(OutportHub.NAME) ? reached : "");
  }

  private static List<String> notes(Effort effort) {
    return List.of(
        "The clock starts with the process (for Outport its launcher, a shell script) and ends at"
            + " the first 200 over a TLS connection of its own: `/v2/` of the empty store, a"
            + " manifest"
            + " by tag of the full one. %d starts in each round.".formatted(STARTS),
        "Memory is resident memory, shared pages included: %d s after the last start, and the most"
                .formatted(effort.idle().toSeconds())
            + " that there was since it, after %d s of the same request on %d connections."
                .formatted(effort.run().toSeconds(), CROWD));
  }
}
