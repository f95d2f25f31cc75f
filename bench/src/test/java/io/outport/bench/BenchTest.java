package io.outport.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which workloads a name means, and how their tables look. */
final class BenchTest {

  @Test
  void findsWorkloadsByNameWhateverItsCase() {
    assertThat(Bench.find(List.of("w2", "W16")))
        .extracting(Workload::id)
        .containsExactly("W2", "W16");
  }

  @Test
  void allMeansEveryWorkloadOfTheTable() {
    assertThat(Bench.find(List.of("all")))
        .extracting(Workload::id)
        .containsExactly("W1", "W2", "W3", "W4", "W5", "W16", "W17", "W18", "W20");
  }

  @Test
  void runsNothingWhereOneNameIsUnknown() {
    assertThat(Bench.find(List.of("W2", "W99"))).isEmpty();
    assertThat(Bench.find(List.of())).isEmpty();
  }

  @Test
  void alignsATablesColumns() {
    Table table = new Table(List.of("server", "ms"), List.of(List.of("ours", "1,234")));

    assertThat(table.markdown())
        .isEqualTo(
            """
            | server | ms    |
            | ------ | ----- |
            | ours   | 1,234 |
            """);
  }

  @Test
  void keepsMachineServersEffortAndTablesInTheReport() {
    Machine machine = new Machine("A CPU", 2, 4096, "6.1", "Debian", 0.25);
    Table table = new Table(List.of("ms"), List.of(List.of("7")));
    Section section = new Section("W2", "Reads", List.of("a note"), table, 0);
    Report.Server server = new Report.Server("outport", "1.0", "as it comes");

    String page =
        new Report(machine, List.of(server), "wrk 4.1.0", Effort.FULL, List.of(section)).markdown();

    assertThat(page)
        .contains("A CPU, 2 cores", "4,096 MiB", "Debian, Linux 6.1", "| 0.25 |")
        .contains("3 alternating rounds of 5 s", "| outport | 1.0 | as it comes |")
        .contains("## W2 Reads\n\n- a note\n\n| ms  |\n", "make bench W=all", "wrk 4.1.0");
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThatThrownBy(() -> new Table(List.of("a", "b"), List.of(List.of("only one"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
