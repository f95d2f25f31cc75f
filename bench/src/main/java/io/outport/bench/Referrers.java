package io.outport.bench;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** W17: the list of a thousand referrers of one image; distribution has no such list. */
record Referrers() implements Workload {
  private static final int COUNT = 1_000;
  private static final String REPOSITORY = "app";
  private static final String SUBJECT = "subject";
  private static final List<Integer> CONNECTIONS = List.of(1, 16);
  private static final double LIMIT_MILLIS = 5;
  private static final JsonMapper JSON = JsonMapper.shared();

  @Override
  public String id() {
    return "W17";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    OutportHub hub = stage.outport();
    Filling filling = Filling.of(stage);
    Image subject = filling.image(REPOSITORY, 0);
    hub.hold(REPOSITORY, SUBJECT, subject);
    filling.referrers(hub, REPOSITORY, subject, COUNT);
    String path = "/v2/%s/referrers/%s".formatted(REPOSITORY, subject.digest());
    Request list = Request.get(path, Request.pull(REPOSITORY));
    requireAll(stage.http(), hub, list);
    List<List<String>> rows = new ArrayList<>();
    long wrong = 0;
    for (int connections : CONNECTIONS) {
      wrong += load(stage, hub, list, connections, effort.withRun(effort.warmUp())).wrong();
      List<Sample> samples =
          Rounds.alternate(
                  List.of(hub), effort.rounds(), _ -> load(stage, hub, list, connections, effort))
              .getOrDefault(OutportHub.NAME, List.of());
      Sample median = Sample.median(samples);
      wrong += median.wrong();
      rows.add(row(connections, median));
    }
    List<String> header =
        List.of("c", "lists/s", "p50 ms", "p99 ms", "CPU µs/list", "wrong", "reach");
    return new Section(id(), "A list of 1,000 referrers", notes(), new Table(header, rows), wrong);
  }

  private static void requireAll(Http http, Contender hub, Request list) throws IOException {
    HttpResponse<byte[]> response =
        http.send("GET", hub.uri(list.path()), hub.headers(list), BodyPublishers.noBody());
    int found = JSON.readTree(response.body()).path("manifests").size();
    if (found != COUNT) {
      throw new WrongAnswerException("the list has %d referrers of %d".formatted(found, COUNT));
    }
  }

  private static Sample load(
      Stage stage, Contender hub, Request list, int connections, Effort effort) throws IOException {
    double before = hub.figures().cpuSeconds();
    Load load =
        stage.wrk().run(list, hub.uri(list.path()), hub.headers(list), connections, effort.run());
    return Unit.REQUESTS.sample(load, hub.figures().cpuSeconds() - before, 0);
  }

  private static List<String> row(int connections, Sample median) {
    return List.of(
        Integer.toString(connections),
        Figures.of(median.rate()),
        Figures.of(median.p50Millis()),
        Figures.of(median.p99Millis()),
        Figures.of(median.cost()),
        Long.toString(median.wrong()),
        connections == 1 ? Figures.reached("p99 ≤ 5 ms", median.p99Millis() <= LIMIT_MILLIS) : "");
  }

  private static List<String> notes() {
    return List.of("The whole list in one answer, over TLS with a bearer token; wrk.");
  }
}
