package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this user wants of every command: lines of {@code key=value} in the file {@code config}
 * beside the contexts.
 */
final class Preferences {
  /** The hub that is meant where none is named. */
  static final String HUB = "hub";

  /** The shape of results. */
  static final String OUTPUT = "output";

  /** The keys, and what each means. */
  static final Map<String, String> KEYS =
      Map.of(
          HUB, "the hub that is meant where no -r names one",
          OUTPUT, "how results are printed where no -o says it");

  private final Path file;

  private Preferences(Path file) {
    this.file = file;
  }

  /** Those of the folder that the environment names. */
  static Preferences of(Map<String, String> environment) {
    return new Preferences(Contexts.root(environment).resolve("config"));
  }

  /** All that are set. */
  SortedMap<String, String> all() {
    SortedMap<String, String> set = new TreeMap<>();
    if (!Files.exists(file)) {
      return set;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0 && KEYS.containsKey(line.substring(0, equals).strip())) {
          set.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
      }
      return set;
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /** The preference with this key; empty where it is not set. */
  String get(String key) {
    return all().getOrDefault(key, "");
  }

  /** How results are printed. */
  Output.Format output() {
    String wanted = get(OUTPUT);
    return wanted.isEmpty() ? Output.Format.TABLE : format(wanted);
  }

  /** Sets one; an empty value takes it away. */
  void set(String key, String value) {
    if (key.equals(OUTPUT) && !value.isEmpty()) {
      var _ = format(value);
    }
    SortedMap<String, String> changed = all();
    if (value.isEmpty()) {
      changed.remove(key);
    } else {
      changed.put(key, value);
    }
    List<String> lines = new ArrayList<>();
    changed.forEach((name, text) -> lines.add(name + "=" + text));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = Files.write(file.resolveSibling("config.new"), lines);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  private static Output.Format format(String text) {
    String name = Choices.one(OUTPUT, text, formats());
    return Output.Format.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static List<String> formats() {
    return List.of(Output.Format.values()).stream()
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private Refusal failed(String action, IOException e) {
    return new Refusal(
        Refusal.Exit.USAGE,
        "cannot %s %s: %s; set OUTPORT_CONFIG_DIR to a folder of yours"
            .formatted(action, file, e.getClass().getSimpleName()),
        e);
  }
}
