package io.outport.dist.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the demo prints: numbered steps, what each cost, and the table at the end. */
final class DemoPaper {
  private static final double MIB = 1 << 20;
  private static final int WIDTH = 62;

  private record Row(String what, boolean proven, String evidence) {}

  private final PrintWriter out;
  private final List<Row> rows = new ArrayList<>();
  private final long started = System.nanoTime();
  private int steps;
  private long stepStarted = started;

  DemoPaper(PrintWriter out) {
    this.out = out;
  }

  /** Begins a step. */
  void step(String words) {
    steps++;
    stepStarted = System.nanoTime();
    out.printf("%n%2d  %s%n", steps, words);
    out.flush();
  }

  /** A remark below the step, with the time since it began. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation's library is not worth one use
  void note(String words, Object... values) {
    Duration took = Duration.ofNanos(System.nanoTime() - stepStarted);
    String text = words.formatted(values);
    out.printf(
        Locale.ROOT,
        "      %s%s%6.1f s%n",
        text,
        " ".repeat(Math.max(2, WIDTH - text.length())),
        took.toMillis() / 1000.0);
    out.flush();
  }

  /** A line as it is. */
  void line(String words) {
    out.println(words);
    out.flush();
  }

  /** Remembers for the table what was shown. */
  void prove(String what, boolean proven, String evidence) {
    rows.add(new Row(what, proven, evidence));
  }

  /** Prints the table; answers whether everything was proven. */
  boolean table() {
    out.println();
    for (Row row : rows) {
      out.printf(" %s  %-52s %s%n", row.proven ? "yes" : "NO ", row.what, row.evidence);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    out.printf(Locale.ROOT, "%n      whole demo: %.1f s%n", took.toMillis() / 1000.0);
    out.flush();
    return rows.stream().allMatch(Row::proven);
  }

  static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
  }
}
