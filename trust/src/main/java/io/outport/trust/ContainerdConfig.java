package io.outport.trust;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What containerd's {@code config.toml} says about registry hosts. Only the few lines that matter
 * are read, in the spellings of file versions 1 to 4; what cannot be read is left alone.
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

  private static final Pattern TABLE = Pattern.compile("\\s*\\[([^\\[\\]]+)]\\s*(#.*)?");
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

  /** The folders of host entries, the first found wins; empty where none is set. */
  List<String> hostFolders() {
    String table = "";
    for (String line : text.lines().toList()) {
      Matcher header = TABLE.matcher(line);
      Matcher setting = CONFIG_PATH.matcher(line);
      if (header.matches()) {
        table = bare(header.group(1));
      } else if (isRegistry(table) && setting.matches()) {
        String value = Optional.ofNullable(setting.group(1)).orElseGet(() -> setting.group(2));
        return Stream.of(value.split(":")).filter(each -> each.startsWith("/")).toList();
      }
    }
    return List.of();
  }

  /** Whether it sets mirrors or certificates the old way, beside which no folder may be named. */
  boolean usesOldRegistrySettings() {
    return text.lines()
        .map(TABLE::matcher)
        .filter(Matcher::matches)
        .map(header -> bare(header.group(1)))
        .anyMatch(
            table ->
                Stream.of(OLD, NEW, OLDEST)
                    .anyMatch(
                        each ->
                            table.startsWith(each + ".mirrors")
                                || table.startsWith(each + ".configs")));
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
    return done ? out.toString() : out.append('\n').append(newTable()).append(line).toString();
  }

  private String newTable() {
    int version = text.isEmpty() ? 2 : version();
    return switch (version) {
      case 1 -> "[plugins.cri.registry]\n";
      case 2 -> "[plugins.\"io.containerd.grpc.v1.cri\".registry]\n";
      default -> "[plugins.'io.containerd.cri.v1.images'.registry]\n";
    };
  }

  private static boolean isRegistry(String table) {
    return table.equals(OLD) || table.equals(NEW) || table.equals(OLDEST);
  }

  private static String bare(String table) {
    return table.replaceAll("[\"'\\s]", "");
  }
}
