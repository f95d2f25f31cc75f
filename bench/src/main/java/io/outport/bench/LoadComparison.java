package io.outport.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Puts the same loads on several servers and makes the rows of a table of it. */
final class LoadComparison {
  /** Enough for a server that is warm already to settle on another load. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private final Http http;
  private final Effort effort;
  private final Unit unit;
  private final Goals goals;
  private final List<List<String>> rows = new ArrayList<>();
  private long wrong;

  LoadComparison(Http http, Effort effort, Unit unit, Goals goals) {
    this.http = http;
    this.effort = effort;
    this.unit = unit;
    this.goals = goals;
  }

  /** Measures all cases on all contenders; ours is warmed up as the others are. */
  void measure(List<? extends Contender> contenders, List<Case> cases) throws IOException {
    for (Contender contender : contenders) {
      Case first = cases.getFirst();
      warmUp(contender, first, effort.warmUp());
    }
    for (Case each : cases) {
      for (Contender contender : contenders) {
        verify(contender, each);
        warmUp(contender, each, SETTLING);
      }
      add(
          each,
          Rounds.alternate(
              contenders, effort.rounds(), contender -> load(contender, each, effort.run())));
    }
  }

  Table table() {
    return new Table(
        List.of(
            "case",
            "server",
            unit.rate(),
            "spread",
            "÷ distribution",
            "÷ nginx",
            "p50 ms",
            "p99 ms",
            unit.cost(),
            "client's core",
            "wrong",
            "reach"),
        rows);
  }

  long wrong() {
    return wrong;
  }

  /** Its figures do not count, its wrong answers do. */
  private void warmUp(Contender contender, Case each, Duration time) throws IOException {
    wrong += load(contender, each, time).wrong();
  }

  private Sample load(Contender contender, Case each, Duration time) throws IOException {
    Map<String, String> headers = contender.headers(each.request());
    DoubleSupplier client = ProcessFigures::endedChildrenCpuSeconds;
    double clientBefore = client.getAsDouble();
    double serverBefore = contender.figures().cpuSeconds();
    Load load =
        each.client()
            .run(
                each.request(),
                contender.uri(each.request().path()),
                headers,
                each.connections(),
                time);
    double server = contender.figures().cpuSeconds() - serverBefore;
    return unit.sample(load, server, client.getAsDouble() - clientBefore);
  }

  private void verify(Contender contender, Case each) throws IOException {
    Request request = each.request();
    Http.Hashed answer =
        http.hash(request.method(), contender.uri(request.path()), contender.headers(request));
    if (answer.status() != each.status() || !answer.digest().equals(each.body())) {
      throw new WrongAnswerException(
          "%s answered %s %s with %d and %s, not %d and %s"
              .formatted(
                  contender.name(),
                  request.method(),
                  request.path(),
                  answer.status(),
                  answer.digest(),
                  each.status(),
                  each.body()));
    }
  }

  private void add(Case each, Map<String, List<Sample>> turns) {
    Standings standings = Standings.of(turns);
    turns.forEach(
        (name, samples) -> {
          boolean ours = name.equals(OutportHub.NAME);
          String reached = ours ? goals.reached(each, standings) : "";
          wrong += standings.of(name).wrong();
          rows.add(row(each.label(), name, samples, standings, reached));
        });
  }

  private static List<String> row(
      String label, String name, List<Sample> samples, Standings standings, String reached) {
    Sample median = standings.of(name);
    return List.of(
        label,
        name,
        Figures.of(median.rate()),
        Figures.spread(samples.stream().map(Sample::rate).toList()),
        ratio(name, standings, Distribution.NAME),
        ratio(name, standings, NginxStatic.NAME),
        Figures.of(median.p50Millis()),
        Figures.of(median.p99Millis()),
        Figures.of(median.cost()),
        Figures.percent(median.clientBusy()),
        Long.toString(median.wrong()),
        reached);
  }

  private static String ratio(String name, Standings standings, String base) {
    return standings
        .find(base)
        .filter(_ -> !name.equals(base))
        .map(other -> Figures.times(standings.of(name).rate(), other.rate()))
        .orElse(Figures.NONE);
  }
}
