package io.outport.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One turn of one server.
 *
 * @param rate requests or MiB per second
 * @param cost the server's processor time: µs per request, or seconds per GiB
 * @param clientBusy the share of one core that the client used; near 1 it was the limit
 * @param wrong answers that were not right
 */
record Sample(
    double rate, double p50Millis, double p99Millis, double cost, double clientBusy, long wrong) {

  /** Each figure's own median; the wrong answers of all turns. */
  static Sample median(List<Sample> turns) {
    return new Sample(
        median(turns, Sample::rate),
        median(turns, Sample::p50Millis),
        median(turns, Sample::p99Millis),
        median(turns, Sample::cost),
        median(turns, Sample::clientBusy),
        turns.stream().mapToLong(Sample::wrong).sum());
  }

  private static double median(List<Sample> turns, ToDoubleFunction<Sample> figure) {
    return Medians.of(turns.stream().map(figure::applyAsDouble).toList());
  }
}
