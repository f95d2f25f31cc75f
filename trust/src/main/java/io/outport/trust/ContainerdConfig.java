package io.outport.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What containerd's {@code config.toml} says about registry hosts. Only the few lines that matter
 * are read, line by line, in the spellings of file versions 1 to 4.
 *
 * @param text the file; empty where there is none
 */
record ContainerdConfig(String text) {
  /** containerd 1.x: the CRI plugin as a whole. */
  private static final String OLD = "plugins.io.containerd.grpc.v1.cri.registry";

  /** containerd 2.x: the part of it that pulls. */
  private static final String NEW = "plugins.io.containerd.cri.v1.images.registry";

  /** File version 1. */
  private static final String OLDEST = "plugins.cri.registry";

  private static final List<String> REGISTRIES = List.of(OLD, NEW, OLDEST);

  /** Ends of keys below which mirrors and certificates stand the old way. */
  private static final List<String> OLD_WAY = List.of(".mirrors", ".configs");

  /** Parts in quotes may hold brackets, such as those of an IPv6 address. */
  private static final Pattern TABLE =
      Pattern.compile("\\s*+\\[{1,2}((?:\"[^\"]*+\"|'[^']*+'|[^\\[\\]\"']++)++)]{1,2}\\s*+(#.*)?");

  private static final Pattern SETTING =
      Pattern.compile("((?:\"[^\"]*+\"|'[^']*+'|[\\w.\\s-]++)++)=(.*)");
  private static final Pattern TEXT = Pattern.compile("(?:\"([^\"]*)\"|'([^']*)')\\s*(#.*)?");
  private static final Pattern IMPORTS =
      Pattern.compile(
          "(?m)^[ \\t]*+imports\\s*+=\\s*+\\[((?:\"[^\"]*+\"|'[^']*+'|[^\\]\"']++)*+)]");
  private static final Pattern COMMENT = Pattern.compile("(?m)(?:^|\\s)#.*$");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");
  private static final Pattern VERSION =
      Pattern.compile("\\s*version\\s*=\\s*(\\d{1,4})\\s*(#.*)?");
  private static final Pattern CONFIG_PATH =
      Pattern.compile("\\s*config_path\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')\\s*(#.*)?");

  /** The version of the file's format; containerd takes a file without one for 1. */
  int version() {
    return text.lines()
        .takeWhile(line -> !TABLE.matcher(line).matches())
        .map(VERSION::matcher)
        .filter(Matcher::matches)
        .map(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElse(1);
  }

  /**
   * One line that sets something.
   *
   * @param line its number, from 1
   * @param table in which it stands, without quotes; empty for none
   * @param key the whole way to what it sets, without quotes
   */
  private record Setting(int line, String table, String key, String value) {}

  private List<Setting> settings() {
    List<Setting> all = new ArrayList<>();
    String table = "";
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      Matcher header = TABLE.matcher(line);
      Matcher setting = SETTING.matcher(line);
      if (header.matches()) {
        table = bare(header.group(1));
      } else if (setting.matches()) {
        String key = (table.isEmpty() ? "" : table + ".") + bare(setting.group(1));
        all.add(new Setting(number, table, key, setting.group(2).strip()));
      }
    }
    return all;
  }

  /** The folders of host entries, the first found wins; empty where none is set. */
  List<String> hostFolders() {
    return settings().stream()
        .filter(each -> REGISTRIES.stream().anyMatch(r -> each.key().equals(r + ".config_path")))
        .map(each -> TEXT.matcher(each.value()))
        .filter(Matcher::matches)
        .map(ContainerdConfig::unquoted)
        .findFirst()
        .map(value -> Stream.of(value.split(":")).filter(each -> each.startsWith("/")).toList())
        .orElse(List.of());
  }

  /**
   * Whether it sets mirrors or certificates the old way, beside which no folder may be named; a
   * header that cannot be read and speaks of them counts.
   */
  boolean usesOldRegistrySettings() {
    return Stream.concat(text.lines().map(ContainerdConfig::table), keys())
        .anyMatch(
            name ->
                REGISTRIES.stream()
                    .anyMatch(each -> OLD_WAY.stream().anyMatch(e -> name.startsWith(each + e))));
  }

  private Stream<String> keys() {
    return settings().stream().map(Setting::key);
  }

  /** The table that a line begins, as far as it can be read; empty where it begins none. */
  private static String table(String line) {
    Matcher header = TABLE.matcher(line);
    if (header.matches()) {
      return bare(header.group(1));
    }
    return line.strip().startsWith("[") ? bare(line.strip()).replaceFirst("^\\[+", "") : "";
  }

  /**
   * The line at which the registry is set by dotted keys or an inline table: beside these a table
   * of its own would be a second one, and containerd would not start.
   */
  Optional<Integer> lineBesideWhichNoTableMayStand() {
    return settings().stream()
        .filter(each -> isDotted(each) || isInline(each))
        .map(Setting::line)
        .findFirst();
  }

  private static boolean isDotted(Setting each) {
    return REGISTRIES.stream()
        .anyMatch(r -> each.key().startsWith(r + ".") && !(each.table() + ".").startsWith(r + "."));
  }

  private static boolean isInline(Setting each) {
    return each.value().startsWith("{")
        && REGISTRIES.stream().anyMatch(r -> (r + ".").startsWith(each.key() + "."));
  }

  /** The files that it imports, as it has them: patterns, some of them relative to its folder. */
  List<String> imports() {
    String top =
        text.lines()
            .takeWhile(line -> !TABLE.matcher(line).matches())
            .collect(Collectors.joining("\n"));
    Matcher list = IMPORTS.matcher(COMMENT.matcher(top).replaceAll(""));
    return list.find()
        ? QUOTED.matcher(list.group(1)).results().map(ContainerdConfig::unquoted).toList()
        : List.of();
  }

  private static String unquoted(MatchResult found) {
    return Optional.ofNullable(found.group(1)).orElseGet(() -> found.group(2));
  }

  /** This file with the folder named in it; every other byte stays. */
  ContainerdConfig withHostFolder(String folder) {
    String line = "  config_path = \"" + folder + "\"\n";
    StringBuilder out = new StringBuilder();
    boolean done = false;
    boolean inRegistry = false;
    for (String each : text.splitWithDelimiters("\n", 0)) {
      Matcher header = TABLE.matcher(each);
      if (header.matches()) {
        inRegistry = isRegistry(bare(header.group(1)));
      }
      if (inRegistry && CONFIG_PATH.matcher(each).matches()) {
        out.append(line.stripTrailing());
        done = true;
      } else {
        out.append(each);
      }
    }
    return new ContainerdConfig(done ? out.toString() : inserted(line));
  }

  private String inserted(String line) {
    StringBuilder out = new StringBuilder();
    boolean done = false;
    for (String each : text.lines().toList()) {
      out.append(each).append('\n');
      Matcher header = TABLE.matcher(each);
      if (!done && header.matches() && isRegistry(bare(header.group(1)))) {
        out.append(line);
        done = true;
      }
    }
    if (text.isEmpty()) {
      out.append("version = 2\n");
    }
    return done
        ? out.toString()
        : out.append('\n').append(registryTable()).append('\n').append(line).toString();
  }

  /** The header of the table in which a folder is named. */
  String registryTable() {
    int version = text.isEmpty() ? 2 : version();
    return switch (version) {
      case 1 -> "[plugins.cri.registry]";
      case 2 -> "[plugins.\"io.containerd.grpc.v1.cri\".registry]";
      default -> "[plugins.'io.containerd.cri.v1.images'.registry]";
    };
  }

  private static boolean isRegistry(String table) {
    return REGISTRIES.contains(table);
  }

  private static String bare(String table) {
    return table.replaceAll("[\"'\\s]", "");
  }
}
