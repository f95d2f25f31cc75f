package io.outport.cli.settings;

import java.util.List;

/**
 * Finds the quotation marks that word processors and web pages put in place of straight ones. They
 * are text like any other to JSON and YAML, so a value would silently keep them.
 */
final class CurlyQuotes {
  private static final String DOUBLE = "\u201C\u201D\u201E\u201F";
  private static final String SINGLE = "\u2018\u2019\u201A\u201B";

  /** Before these a quotation mark begins a text; elsewhere a single one is an apostrophe. */
  private static final String OPENERS = " \t:{[,";

  private CurlyQuotes() {}

  /** Refuses the first one outside of comments and of straight quotes. */
  static void requireNone(String text, SettingsProblems problems) {
    List<String> lines = text.lines().toList();
    for (int at = 0; at < lines.size(); at++) {
      int column = find(lines.get(at));
      if (column >= 0) {
        char found = lines.get(at).charAt(column);
        throw problems.at(
            at + 1,
            column + 1,
            "%s is a curly quotation mark, as word processors and web pages make them: write a straight one (%s)"
                .formatted(found, DOUBLE.indexOf(found) >= 0 ? "\"" : "'"));
      }
    }
  }

  /** The index of the first, or a negative number. */
  private static int find(String line) {
    char open = 0;
    for (int at = 0; at < line.length(); at++) {
      char each = line.charAt(at);
      boolean begins = at == 0 || OPENERS.indexOf(line.charAt(at - 1)) >= 0;
      if (open != 0) {
        if (each == '\\' && open == '"') {
          at++;
        } else if (each == open) {
          open = 0;
        }
      } else if (each == '#' && begins) {
        return -1;
      } else if ((each == '"' || each == '\'') && begins) {
        open = each;
      } else if (DOUBLE.indexOf(each) >= 0 || (SINGLE.indexOf(each) >= 0 && begins)) {
        return at;
      }
    }
    return -1;
  }
}
