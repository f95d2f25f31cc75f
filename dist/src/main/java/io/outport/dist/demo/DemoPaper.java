package io.outport.dist.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the demo prints: numbered steps, what each cost, and the table at the end. */
final class DemoPaper {
  private static final double MIB = 1 << 20;
  private static final int WIDTH = 64;

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
    line("%n%2d  %s".formatted(steps, words));
  }

  /** A remark below the step, with the time since it began. */
  void note(String text) {
    String gap = " ".repeat(Math.max(2, WIDTH - text.length()));
    line("      %s%s%7s".formatted(text, gap, seconds(since(stepStarted))));
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
    int width = rows.stream().mapToInt(row -> row.what.length()).max().orElse(0);
    line("%n     %s  %s".formatted(pad("PROVEN", width), "MEASURED"));
    for (Row row : rows) {
      String verdict = row.proven ? "yes" : "NO ";
      line(" %s %s  %s".formatted(verdict, pad(row.what, width), row.evidence));
    }
    line("%n     %s  %s".formatted(pad("the whole demo", width), seconds(since(started))));
    return rows.stream().allMatch(Row::proven);
  }

  static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
