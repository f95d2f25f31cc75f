package io.outport.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** From what tools print and the kernel counts to the figures in a table. */
final class FiguresTest {

  @Test
  void readsWhatTheScriptOfWrkPrints() {
    Load load =
        Wrk.parse("Running 1s test\nreport 3000 9000000 1500000 250 4500 7\nRequests/sec: 2000\n");

    assertThat(load).isEqualTo(new Load(3000, 9_000_000, 1.5, 0.25, 4.5, 7));
  }

  @Test
  void tellsWhatWrkSaidInsteadOfAReport() {
    assertThatThrownBy(() -> Wrk.parse("unable to connect"))
        .hasMessageContaining("unable to connect");
  }

  @Test
  void countsEveryAnswerThatIsNot2xxAsWrong() {
    String printed =
        """
        {"result":{"bytesRead":500,"timeTakenSeconds":2.0,"req1xx":0,"req2xx":90,"req3xx":1,
        "req4xx":2,"req5xx":3,"others":4,"latency":{"percentiles":{"50":400,"99":3928}}}}
        """;

    assertThat(Bombardier.parse(printed)).isEqualTo(new Load(100, 500, 2.0, 0.4, 3.928, 10));
  }

  @Test
  void chargesTheServersTimeToRequestsOrToBytes() {
    Load load = new Load(1_000, 2L << 30, 2.0, 1, 2, 0);

    Sample requests = Unit.REQUESTS.sample(load, 0.5, 1.0);
    Sample bytes = Unit.BYTES.sample(load, 0.5, 1.0);

    assertThat(requests.rate()).isEqualTo(500);
    assertThat(requests.cost()).as("µs per request").isEqualTo(500);
    assertThat(requests.clientBusy()).isEqualTo(0.5);
    assertThat(bytes.rate()).as("MiB/s").isEqualTo(1024);
    assertThat(bytes.cost()).as("s per GiB").isEqualTo(0.25);
  }

  @Test
  void knowsNoTimesWhereNoAnswerEnded() {
    Sample half = Unit.BYTES.sample(new Load(0, 1 << 30, 2.0, 0, 0, 0), 0.5, 1.0);

    assertThat(half.rate()).isEqualTo(512);
    assertThat(half.p50Millis()).isNaN();
    assertThat(half.p99Millis()).isNaN();
  }

  @Test
  void takesEachFiguresOwnMedianAndAddsUpWhatWasWrong() {
    Sample median =
        Sample.median(
            List.of(
                new Sample(10, 3, 30, 1, 0.1, 1),
                new Sample(30, 1, 10, 3, 0.3, 0),
                new Sample(20, 2, 20, 2, 0.2, 2)));

    assertThat(median).isEqualTo(new Sample(20, 2, 20, 2, 0.2, 3));
  }

  @Test
  void findsPercentilesBetweenFigures() {
    List<Double> figures = List.of(4.0, 1.0, 2.0, 3.0);

    assertThat(Medians.of(figures)).isEqualTo(2.5);
    assertThat(Medians.percentile(figures, 100)).isEqualTo(4.0);
    assertThat(Medians.percentile(figures, 99)).isCloseTo(3.97, within(1e-9));
    assertThatThrownBy(() -> Medians.of(List.of())).hasMessageContaining("nothing was measured");
  }

  @Test
  void printsThreeDigitsWithAPointInEveryLocale() {
    assertThat(DoubleStream.of(12_345.6, 99.94, 9.876, 0.5).mapToObj(Figures::of))
        .containsExactly("12,346", "99.9", "9.88", "0.50");
    assertThat(Figures.of(Double.NaN)).isEqualTo(Figures.NONE);
    assertThat(Figures.times(3, 2)).isEqualTo("1.50 ×");
    assertThat(Figures.times(3, 0)).isEqualTo(Figures.NONE);
    assertThat(Figures.spread(List.of(3.0, 1.0, 2.0))).isEqualTo("1.00–3.00");
  }

  @Test
  void countsTheProcessorTimeOfARunningProcess() {
    ProcessFigures own = new ProcessFigures(ProcessHandle.current());
    double before = own.cpuSeconds();
    long until = System.nanoTime() + 200_000_000L;
    long spins = 0;
    while (System.nanoTime() < until) {
      spins++;
    }

    assertThat(spins).isPositive();
    assertThat(own.cpuSeconds()).isGreaterThan(before);
    assertThat(own.residentMib()).isPositive().isLessThanOrEqualTo(own.peakMib());
  }
}
