package io.outport.cli.settings;

import io.outport.hubapi.model.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings as words of a command line: {@code KEY=VALUE}, split at the first {@code =}. */
public final class SettingWords {
  private static final int SHOWN = 3;

  private SettingWords() {}

  /**
   * The settings in the words' order; a later one of a key wins.
   *
   * @param option under which they were given, for what is said of them
   */
  public static Map<String, String> parse(String option, List<String> words) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String word : words) {
      if (word.isBlank()) {
        throw new Refusal(
            Refusal.Exit.USAGE,
            option
                + " has a word of blanks: at the end of a line, nothing may stand behind the"
                + " backslash");
      }
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new Refusal(
            Refusal.Exit.USAGE,
            "%s '%s' is not KEY=VALUE, such as service.clusterIP=10.43.0.50"
                .formatted(option, shown(option, word)));
      }
      settings.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return settings;
  }

  /** A word without a key may be a secret's value (law L10). */
  private static String shown(String option, String word) {
    boolean secret = option.contains("protected");
    return secret && word.length() > SHOWN ? word.substring(0, SHOWN) + "…" : word;
  }
}
