package io.outport.cli;

import io.outport.cli.settings.SettingWords;
import io.outport.cli.settings.SettingsFile;
import io.outport.hubapi.model.Refusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings of an extension, plain and protected, in words or files (reference, section 4). */
final class ExtensionSettings {
  @Option(
      names = {"--config", "--configuration-settings"},
      arity = "1..*",
      paramLabel = "KEY=VALUE",
      description =
          "Settings that anybody who may read the extension sees; repeatable. A later one of the"
              + " same key wins.")
  private List<String> plain = List.of();

  @Option(
      names = {"--config-file", "--configuration-settings-file"},
      paramLabel = "FILE",
      description = "The same from a JSON or YAML file, keys nested or dotted.")
  private @Nullable Path plainFile;

  @Option(
      names = {"--config-protected", "--configuration-protected-settings"},
      arity = "1..*",
      paramLabel = "KEY=VALUE",
      description =
          "Settings that are secrets: sealed at the hub, and never shown again. Other users of this"
              + " machine may see the words of a command: prefer the file.")
  private List<String> secret = List.of();

  @Option(
      names = {"--config-protected-file", "--configuration-protected-settings-file"},
      paramLabel = "FILE",
      description = "The same from a JSON or YAML file.")
  private @Nullable Path secretFile;

  /** The plain ones; null where none are given. */
  @Nullable Map<String, String> plain() {
    Map<String, String> settings = read("--config", plain, plainFile);
    if (settings != null) {
      requireAddress(settings);
    }
    return settings;
  }

  /** The protected ones; null where none are given. */
  @Nullable Map<String, String> secret() {
    return read("--config-protected", secret, secretFile);
  }

  private static @Nullable Map<String, String> read(
      String option, List<String> words, @Nullable Path file) {
    if (!words.isEmpty() && file != null) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "give %1$s or %1$s-file, not both: put all of these settings into the file"
              .formatted(option));
    }
    if (file != null) {
      return SettingsFile.read(file);
    }
    return words.isEmpty() ? null : SettingWords.parse(option, words);
  }

  /**
   * {@code service.clusterIP==1.2.3.4} keeps one {@code =}, and no chart could say why it fails.
   */
  private static void requireAddress(Map<String, String> settings) {
    String key = "service.clusterIP";
    String value = settings.getOrDefault(key, "");
    if (value.startsWith("=")) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "%1$s: '%2$s' is not an IP address; write one '=' only: %1$s=%3$s"
              .formatted(key, value, value.replaceFirst("^[=\\s]+", "")));
    }
  }
}
