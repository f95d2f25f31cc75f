package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What this user wants of every command. */
@Command(
    name = "config",
    description = "What you want of every command: output (its shape) and hub (which one).",
    subcommands = {ConfigCommand.Get.class, ConfigCommand.Put.class, ConfigCommand.Unset.class})
public final class ConfigCommand {
  private static final List<String> TITLES = List.of("Key", "Value", "Meaning");

  /** Shows them. */
  @Command(name = "get", description = "Show what is set, or one of it.")
  static final class Get implements Runnable {
    @Mixin private final Output output = new Output();

    @Parameters(arity = "0..1", paramLabel = "KEY", description = "output or hub; all if left out.")
    private String key = "";

    @Override
    public void run() {
      SortedMap<String, String> set = new TreeMap<>(Preferences.of(System.getenv()).all());
      if (!key.isEmpty()) {
        set.keySet().retainAll(List.of(known(key)));
      }
      output.list(
          set,
          TITLES,
          set.entrySet().stream()
              .map(
                  each ->
                      List.of(
                          each.getKey(),
                          each.getValue(),
                          Preferences.KEYS.getOrDefault(each.getKey(), "")))
              .toList());
    }
  }

  /** Sets some. */
  @Command(
      name = "set",
      description = "Set one or more.",
      footer = {"", "Example:", "  outport config set output=json"})
  static final class Put implements Runnable {
    @Mixin private final Output output = new Output();

    @Parameters(
        arity = "1..*",
        paramLabel = "KEY=VALUE",
        description = "output=json, jsonc, table, tsv, yaml or none; hub=NAME.")
    private List<String> pairs = List.of();

    @Override
    public void run() {
      Map<String, String> wanted = new TreeMap<>();
      for (String pair : pairs) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw new Refusal(
              Refusal.Exit.USAGE, "'%s' is not KEY=VALUE, such as output=json".formatted(pair));
        }
        wanted.put(known(pair.substring(0, equals)), pair.substring(equals + 1));
      }
      Preferences preferences = Preferences.of(System.getenv());
      wanted.forEach(preferences::set);
      output.say("set %s".formatted(String.join(", ", pairs)));
    }
  }

  /** Takes some away. */
  @Command(name = "unset", description = "Go back to the default.")
  static final class Unset implements Runnable {
    @Mixin private final Output output = new Output();

    @Parameters(arity = "1..*", paramLabel = "KEY", description = "output or hub.")
    private List<String> keys = List.of();

    @Override
    public void run() {
      Preferences preferences = Preferences.of(System.getenv());
      keys.stream().map(ConfigCommand::known).forEach(key -> preferences.set(key, ""));
      output.say("unset %s".formatted(String.join(", ", keys)));
    }
  }

  /** The vendor's client has sections: {@code core.output} is the same. */
  private static String known(String given) {
    String key = given.startsWith("core.") ? given.substring("core.".length()) : given;
    if (!Preferences.KEYS.containsKey(key)) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "there is no setting '%s': there are %s"
              .formatted(given, String.join(" and ", new TreeMap<>(Preferences.KEYS).keySet())));
    }
    return key;
  }
}
