package io.outport.cli;

import io.outport.hubapi.model.ControlJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How results are printed: data to standard output, talk to standard error. */
public final class Output {
  /** The shapes that results are printed in. */
  public enum Format {
    JSON,
    TABLE
  }

  private static final String GAP = "  ";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "json or table; default ${DEFAULT-VALUE}.")
  private Format format = Format.TABLE;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /** Made by picocli, which fills the fields. */
  @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
  public Output() {}

  /** One thing, which the table shows as one row. */
  public void show(Object value, List<String> titles, List<String> row) {
    print(value, titles, List.of(row));
  }

  /** Several things, a row each. */
  public void list(Object values, List<String> titles, List<List<String>> rows) {
    print(values, titles, rows);
  }

  /** A remark for the person at the terminal. */
  public void say(String words) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(words);
    err.flush();
  }

  private void print(Object value, List<String> titles, List<List<String>> rows) {
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON ->
          out.println(
              ControlJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
      case TABLE -> table(titles, rows).forEach(out::println);
    }
    out.flush();
  }

  static List<String> table(List<String> titles, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(titles.stream().map(title -> title.toUpperCase(Locale.ROOT)).toList());
    all.addAll(rows);
    int[] widths = new int[titles.size()];
    for (List<String> row : all) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(row.get(i) + " ".repeat(widths[i] - row.get(i).length()));
    }
    return cells.stream().collect(Collectors.joining(GAP)).stripTrailing();
  }
}
