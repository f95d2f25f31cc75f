package io.outport.cli;

import io.outport.hubapi.model.ControlJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import tools.jackson.databind.JsonNode;

/** How results are printed: data to standard output, talk to standard error. */
public final class Output {
  /** The shapes that results are printed in. */
  public enum Format {
    /** JSON, indented. */
    JSON,
    /** The same, in colour on a terminal. */
    JSONC,
    /** Aligned columns. */
    TABLE,
    /** Values divided by tabs, for scripts. */
    TSV,
    /** YAML. */
    YAML,
    /** Nothing. */
    NONE
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description =
          "json, jsonc (in colour), table, tsv, yaml or none; default table, or what"
              + " 'outport config set output=FORMAT' chose.")
  private @Nullable Format format;

  @Option(
      names = "--query",
      paramLabel = "JMESPATH",
      converter = Query.Converter.class,
      description = "Print only this part of the result, such as \"[].name\".")
  private @Nullable Query query;

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

  /** A remark on something that is no longer, or probably not, as it should be. */
  void warn(String words) {
    say("warning: " + words);
  }

  /** Whether a person reads the result: remarks that explain it make sense then alone. */
  boolean isTable() {
    return query == null && format() == Format.TABLE;
  }

  static List<String> table(List<String> titles, List<List<String>> rows) {
    return Tables.lines(titles, rows);
  }

  private Format format() {
    return Optional.ofNullable(format).orElseGet(() -> Preferences.of(System.getenv()).output());
  }

  private void print(Object value, List<String> titles, List<List<String>> rows) {
    PrintWriter out = spec.commandLine().getOut();
    Format shape = format();
    if (shape == Format.TABLE && query == null) {
      Tables.lines(titles, rows).forEach(out::println);
    } else if (shape != Format.NONE || query != null) {
      JsonNode tree = ControlJson.mapper().valueToTree(value);
      JsonNode picked = query == null ? tree : query.pick(tree);
      // Nothing picked is nothing printed, as scripts know it of the vendor's client.
      if (picked != null && !picked.isNull()) {
        print(out, picked, shape);
      }
    }
    out.flush();
  }

  private static void print(PrintWriter out, JsonNode tree, Format shape) {
    switch (shape) {
      case JSON -> out.println(json(tree));
      case JSONC -> out.println(Colours.paint(json(tree)));
      case TABLE -> Tables.lines(tree).forEach(out::println);
      case TSV -> Tables.tabbed(tree).forEach(out::println);
      case YAML -> out.print(Yaml.text(tree));
      case NONE -> {}
    }
  }

  private static String json(JsonNode tree) {
    return ControlJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree);
  }
}
