package io.outport.bench;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Figures as people read them; with a point, in every locale. */
final class Figures {
  static final String NONE = "–";

  private static final double WHOLE_FROM = 100;
  private static final double TENTHS_FROM = 10;

  private Figures() {}

  /** Three digits that mean something; nothing for what could not be measured. */
  static String of(double figure) {
    if (Double.isNaN(figure)) {
      return NONE;
    }
    String format = figure >= WHOLE_FROM ? "%,.0f" : figure >= TENTHS_FROM ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, figure);
  }

  /** How many times as much. */
  static String times(double figure, double base) {
    return base > 0 ? String.format(Locale.ROOT, "%.2f ×", figure / base) : NONE;
  }

  /** The lowest and the highest. */
  static String spread(List<Double> figures) {
    return of(Collections.min(figures)) + "–" + of(Collections.max(figures));
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  /** Whether something was reached. */
  static String reached(String goal, boolean reached) {
    return goal + ": " + (reached ? "yes" : "NO");
  }
}
