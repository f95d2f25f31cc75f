package io.outport.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code make bench}: the workloads that were named, or all of them. Exit code 1 when a server
 * answered wrongly, never for a figure.
 */
public final class Bench {
  private static final List<Workload> WORKLOADS =
      List.of(
          new Starts(),
          SmallReads.manifests(),
          SmallReads.configs(),
          new Downloads(),
          new Pushes(),
          new Listings(),
          new Referrers(),
          new Rotation(),
          new CheckIns());

  private static final String ALL = "all";

  private final Effort effort;
  private final PrintStream out;

  Bench(Effort effort, PrintStream out) {
    this.effort = effort;
    this.out = out;
  }

  /**
   * Runs workloads such as {@code W2} and {@code W16}, or {@code all}. Settings come as system
   * properties: {@code bench.rounds}, {@code bench.seconds} (of one turn), {@code bench.report}
   * (the file that {@code all} writes).
   */
  public static void main(String[] names) throws IOException {
    Effort effort =
        Effort.FULL
            .withRounds(Integer.getInteger("bench.rounds", Effort.FULL.rounds()))
            .withRun(
                Duration.ofSeconds(
                    Integer.getInteger("bench.seconds", (int) Effort.FULL.run().toSeconds())));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<Workload> wanted = find(Arrays.asList(names));
    if (wanted.isEmpty()) {
      System.err.println("bench: name workloads: %s, or some of %s".formatted(ALL, ids()));
      System.exit(2);
    }
    Machine machine = Machine.here();
    List<Section> sections = new Bench(effort, out).run(wanted);
    if (Arrays.asList(names).contains(ALL)) {
      Path report = Path.of(System.getProperty("bench.report", "docs/benchmarks.md"));
      new Report(machine, servers(), Wrk.version(), effort, sections).write(report);
    }
    System.exit(sections.stream().allMatch(section -> section.wrong() == 0) ? 0 : 1);
  }

  /** The smallest run of W2, for a test that all of this works. */
  public static String smoke() throws IOException {
    List<Section> sections =
        new Bench(Effort.SMOKE, System.out).run(List.of(SmallReads.manifests()));
    Section only = sections.getFirst();
    if (only.wrong() > 0) {
      throw new WrongAnswerException(only.wrong() + " wrong answers:\n" + only.markdown());
    }
    return only.markdown();
  }

  private static List<Report.Server> servers() throws IOException {
    try (Stage stage = Stage.open()) {
      return List.of(
          Report.Server.of(stage.outport()),
          Report.Server.of(stage.distribution(Transport.TLS)),
          Report.Server.of(stage.nginx(Transport.TLS)));
    }
  }

  List<Section> run(List<Workload> workloads) throws IOException {
    List<Section> sections = new ArrayList<>();
    try (Stage stage = Stage.open()) {
      Thread ending = new Thread(() -> close(stage));
      Runtime.getRuntime().addShutdownHook(ending);
      for (Workload workload : workloads) {
        Section section = run(workload, stage);
        stage.clear();
        out.println(section.markdown());
        sections.add(section);
      }
      Runtime.getRuntime().removeShutdownHook(ending);
    }
    return sections;
  }

  /** One that fails does not keep the others from running. */
  private Section run(Workload workload, Stage stage) {
    try {
      return workload.run(stage, effort);
    } catch (WrongAnswerException | IOException | AssertionError | IllegalStateException failure) {
      Table none = new Table(List.of("failed"), List.of());
      return new Section(
          workload.id(), "FAILED", List.of(String.valueOf(failure.getMessage())), none, 1);
    }
  }

  /** The workloads of these names; empty when one is unknown, or there are none. */
  static List<Workload> find(List<String> names) {
    if (names.equals(List.of(ALL))) {
      return WORKLOADS;
    }
    Set<String> wanted =
        names.stream().map(name -> name.toUpperCase(Locale.ROOT)).collect(Collectors.toSet());
    return ids().containsAll(wanted)
        ? WORKLOADS.stream().filter(each -> wanted.contains(each.id())).toList()
        : List.of();
  }

  private static List<String> ids() {
    return WORKLOADS.stream().map(Workload::id).toList();
  }

  private static void close(Stage stage) {
    try {
      stage.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
