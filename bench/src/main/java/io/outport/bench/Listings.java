package io.outport.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** W16: tag lists and the catalog of a store with many repositories and many tags. */
record Listings() implements Workload {
  private static final int REPOSITORIES = 1_000;
  private static final int TAGS = 10;
  private static final int MANY_TAGS = 10_000;
  private static final String BIG = "big";
  private static final int WALKS = 3;
  private static final int MAX_PAGES = 1_000;
  private static final double FACTOR = 5;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>.*rel=\"?next\"?");
  private static final JsonMapper JSON = JsonMapper.shared();

  /** A list that is walked to its end. */
  private record Walk(String label, String path, String scope, String member, int entries) {}

  private static final List<Walk> LISTS =
      List.of(
          new Walk("10,000 tags", "/v2/big/tags/list?n=%d", Request.pull(BIG), "tags", MANY_TAGS),
          new Walk(
              "10 tags", "/v2/many/r0500/tags/list?n=%d", Request.pull("many/r0500"), "tags", TAGS),
          new Walk(
              "catalog of 1,001",
              "/v2/_catalog?n=%d",
              "registry:catalog:*",
              "repositories",
              REPOSITORIES + 1));

  private static final int WHOLE_PAGE = 1_000;
  private static final int SMALL_PAGE = 100;

  @Override
  public String id() {
    return "W16";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    List<Contender> contenders = List.of(stage.outport(), stage.distribution(Transport.TLS));
    Filling filling = Filling.of(stage);
    for (Contender contender : contenders) {
      filling.manifests(contender, BIG, MANY_TAGS);
      filling.repositories(contender, REPOSITORIES, TAGS, BIG);
    }
    List<List<String>> rows = new ArrayList<>();
    for (Walk walk : LISTS) {
      add(
          rows,
          walk.label() + ", all by pages of 1,000",
          Rounds.alternate(contenders, effort.rounds(), each -> walk(stage.http(), each, walk)));
      add(
          rows,
          walk.label() + ", first page of 100, c=4",
          Rounds.alternate(contenders, effort.rounds(), each -> page(stage, effort, each, walk)));
    }
    add(
        rows,
        "start, first page of 10 tags",
        Rounds.alternate(contenders, effort.rounds(), each -> start(stage, each)));
    List<String> header =
        List.of("what", "server", "median ms", "spread", "distribution ÷ ours", "reach");
    return new Section(
        id(),
        "1,000 repositories × 10 tags, and one of 10,000",
        notes(),
        new Table(header, rows),
        0);
  }

  private static double start(Stage stage, Contender contender) {
    Walk tags = LISTS.get(1);
    Request request = Request.get(tags.path().formatted(SMALL_PAGE), tags.scope());
    return new Restart(stage.fresh())
        .measure(contender, request.path(), contender.firstHeaders(request))
        .millis();
  }

  /** The median answer's time under a small load. */
  private static double page(Stage stage, Effort effort, Contender contender, Walk walk)
      throws IOException {
    Request request = Request.get(walk.path().formatted(SMALL_PAGE), walk.scope());
    Load load =
        stage
            .wrk()
            .run(
                request,
                contender.uri(request.path()),
                contender.headers(request),
                4,
                effort.run());
    if (load.wrong() > 0 || load.requests() == 0) {
      throw new WrongAnswerException(
          "%s answered %s %d times wrongly, of %d"
              .formatted(contender.name(), request.path(), load.wrong(), load.requests()));
    }
    return load.p50Millis();
  }

  /** The median time of a few walks; each must find all. */
  private static double walk(Http http, Contender contender, Walk walk) throws IOException {
    Map<String, String> headers = contender.authorization(walk.scope());
    List<Double> millis = new ArrayList<>();
    for (int turn = 0; turn < WALKS; turn++) {
      long start = System.nanoTime();
      int found = 0;
      Optional<URI> next = Optional.of(contender.uri(walk.path().formatted(WHOLE_PAGE)));
      for (int page = 0; next.isPresent() && page < MAX_PAGES; page++) {
        URI uri = next.get();
        HttpResponse<byte[]> response = http.send("GET", uri, headers, BodyPublishers.noBody());
        found += JSON.readTree(response.body()).path(walk.member()).size();
        next = response.headers().firstValue("Link").flatMap(Listings::target).map(uri::resolve);
      }
      if (found != walk.entries()) {
        throw new WrongAnswerException(
            "%s listed %d entries of %d at %s"
                .formatted(contender.name(), found, walk.entries(), walk.path()));
      }
      millis.add((System.nanoTime() - start) / NANOS_PER_MILLI);
    }
    return Medians.of(millis);
  }

  private static Optional<String> target(String link) {
    Matcher matcher = NEXT.matcher(link);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static void add(List<List<String>> rows, String label, Map<String, List<Double>> turns) {
    double peer = Medians.of(turns.getOrDefault(Distribution.NAME, List.of()));
    turns.forEach(
        (name, millis) -> {
          double median = Medians.of(millis);
          boolean ours = name.equals(OutportHub.NAME);
          rows.add(
              List.of(
                  label,
                  name,
                  Figures.of(median),
                  Figures.spread(millis),
                  ours ? Figures.times(peer, median) : Figures.NONE,
                  ours && !label.startsWith("start")
                      ? Figures.reached("≥ 5 ×", peer >= FACTOR * median)
                      : ""));
        });
  }

  private static List<String> notes() {
    return List.of(
        "Over TLS. *All by pages*: the JDK's client follows the links to the end and counts what it"
            + " found. *First page*: the median answer under wrk on 4 connections.",
        "The start is the time from the process to the first 200, as in W1, with 20,000"
            + " manifests.");
  }
}
