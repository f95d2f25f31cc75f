package io.outport.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The vendor's tutorial as its reader has it on the screen.
 *
 * @param commands its blocks of commands, in their order
 * @param settings its files of protected settings, in their order
 */
record Tutorial(List<String> commands, List<String> settings) {
  private static final String PAGE = "/tutorial/connected-registry-arc.md";

  Tutorial {
    commands = List.copyOf(commands);
    settings = List.copyOf(settings);
  }

  static Tutorial read() throws IOException {
    try (InputStream in = Objects.requireNonNull(Tutorial.class.getResourceAsStream(PAGE))) {
      String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Tutorial(blocks(page, "azurecli"), blocks(page, "json"));
    }
  }

  /** The block that holds all of these words. */
  String command(String... words) {
    return commands.stream()
        .filter(each -> List.of(words).stream().allMatch(each::contains))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("the tutorial has no command " + String.join(" ", words)));
  }

  private static List<String> blocks(String page, String language) {
    return Pattern.compile("(?ms)^( *)```%s\\n(.*?)^ *```".formatted(language))
        .matcher(page)
        .results()
        .map(found -> found.group(2).replaceAll("(?m)^" + found.group(1), ""))
        .toList();
  }
}
