package io.outport.cli;

import java.util.regex.Pattern;

/** Indented JSON in the colours of terminals: keys blue, texts green, the rest yellow. */
final class Colours {
  private static final String RESET = "\u001B[0m";
  private static final String KEY = "\u001B[94m";
  private static final String TEXT = "\u001B[32m";
  private static final String OTHER = "\u001B[33m";
  private static final Pattern LINE =
      Pattern.compile(
          "(?<key>\"(?:[^\"\\\\]|\\\\.)*+\"(?=\\s*:))|(?<text>\"(?:[^\"\\\\]|\\\\.)*+\")"
              + "|(?<other>true|false|null|-?\\d[\\d.eE+-]*)");

  private Colours() {}

  static String paint(String json) {
    return LINE.matcher(json)
        .replaceAll(
            found -> {
              String colour = OTHER;
              if (found.group("key") != null) {
                colour = KEY;
              } else if (found.group("text") != null) {
                colour = TEXT;
              }
              return java.util.regex.Matcher.quoteReplacement(colour + found.group() + RESET);
            });
  }
}
