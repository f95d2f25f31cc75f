package io.outport.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Results as lines of text: aligned columns for people, tabs for scripts. */
final class Tables {
  private static final String GAP = "  ";
  private static final String VALUE = "Result";

  private Tables() {}

  /** A line of titles in capitals, then the rows. */
  static List<String> lines(List<String> titles, List<List<String>> rows) {
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

  /** What a query picked, as columns: the plain fields of each object, in the order they come. */
  static List<String> lines(JsonNode picked) {
    List<JsonNode> all = picked.isArray() ? picked.valueStream().toList() : List.of(picked);
    Set<String> fields = new LinkedHashSet<>();
    all.forEach(
        each ->
            each.properties().stream()
                .filter(field -> field.getValue().isValueNode())
                .forEach(field -> fields.add(field.getKey())));
    int longest = all.stream().filter(JsonNode::isArray).mapToInt(JsonNode::size).max().orElse(0);
    if (fields.isEmpty() && longest == 0) {
      return lines(List.of(VALUE), all.stream().map(each -> List.of(cell(each))).toList());
    }
    if (fields.isEmpty()) {
      List<String> titles =
          Stream.iterate(1, at -> at + 1).limit(longest).map(at -> "Column" + at).toList();
      return lines(titles, all.stream().map(each -> cells(each, longest)).toList());
    }
    List<String> titles = List.copyOf(fields);
    return lines(
        titles,
        all.stream()
            .map(each -> titles.stream().map(field -> cell(each.path(field))).toList())
            .toList());
  }

  /** One line for each thing; nested lists show their size, nested objects nothing. */
  static List<String> tabbed(JsonNode tree) {
    return tree.isArray() ? tree.valueStream().map(Tables::tabs).toList() : List.of(tabs(tree));
  }

  private static String tabs(JsonNode each) {
    return each.isContainer()
        ? each.valueStream().map(Tables::cell).collect(Collectors.joining("\t"))
        : cell(each);
  }

  private static List<String> cells(JsonNode row, int count) {
    return Stream.iterate(0, at -> at + 1).limit(count).map(at -> cell(row.path(at))).toList();
  }

  private static String cell(JsonNode value) {
    if (value.isArray()) {
      return Integer.toString(value.size());
    }
    // A tab or a line break in a value would be read as the next one.
    return value.isValueNode() ? value.asString("").replaceAll("[\\t\\r\\n]+", " ") : "";
  }

  private static String line(List<String> row, int[] widths) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(row.get(i) + " ".repeat(widths[i] - row.get(i).length()));
    }
    return cells.stream().collect(Collectors.joining(GAP)).stripTrailing();
  }
}
