package io.outport.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of figures, as Markdown whose columns stand under each other. */
record Table(List<String> header, List<List<String>> rows) {
  private static final int RULE = 3;

  Table {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException("a row of %d cells in %s".formatted(row.size(), header));
      }
    }
  }

  String markdown() {
    List<List<String>> all = new ArrayList<>(List.of(header));
    all.addAll(rows);
    int[] widths =
        IntStream.range(0, header.size())
            .map(at -> all.stream().mapToInt(row -> row.get(at).length()).max().orElse(0))
            .map(width -> Math.max(width, RULE))
            .toArray();
    List<String> rule = IntStream.of(widths).mapToObj("-"::repeat).toList();
    all.add(1, rule);
    return all.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(at -> row.get(at) + " ".repeat(widths[at] - row.get(at).length()))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
