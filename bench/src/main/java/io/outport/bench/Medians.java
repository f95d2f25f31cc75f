package io.outport.bench;

import java.util.Collection;
import java.util.List;

/** The middle of measured figures, and their ends. */
final class Medians {
  private Medians() {}

  /** The middle figure, or the mean of the two; at least one is given. */
  static double of(Collection<Double> figures) {
    return percentile(figures, 50);
  }

  /** The figure that so many percent are not above; the median lies between two middle ones. */
  static double percentile(Collection<Double> figures, double percent) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    List<Double> sorted = figures.stream().sorted().toList();
    double place = percent / 100 * (sorted.size() - 1);
    double low = sorted.get((int) Math.floor(place));
    double high = sorted.get((int) Math.ceil(place));
    return low + (high - low) * (place - Math.floor(place));
  }
}
