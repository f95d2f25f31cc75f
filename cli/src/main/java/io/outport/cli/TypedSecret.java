package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import org.jspecify.annotations.Nullable;

/** A secret that a person or a script gives to a command. */
final class TypedSecret {
  private static final String STANDARD_INPUT = "-";

  private TypedSecret() {}

  /**
   * The secret: what the option says, the line on standard input where it says {@code -}, or what
   * is typed at the terminal where it is left out.
   *
   * @param given the option's value; null where it was left out
   * @param whose such as {@code the secret of shop1bot}
   */
  static String read(String option, @Nullable String given, String whose) {
    if (given != null && !given.equals(STANDARD_INPUT)) {
      return given;
    }
    return given == null ? fromTerminal(option, whose) : fromStandardInput(option, whose);
  }

  private static String fromStandardInput(String option, String whose) {
    // Not closed: standard input is the process'.
    Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
    if (!lines.hasNextLine()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "%s - reads %s from standard input, which is empty".formatted(option, whose));
    }
    return lines.nextLine();
  }

  private static String fromTerminal(String option, String whose) {
    Console terminal =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(
                () ->
                    new Refusal(
                        Refusal.Exit.USAGE,
                        "there is no terminal to ask for %s on: give %s, or '%s -' and the secret on standard input"
                            .formatted(whose, option, option)));
    char[] typed =
        terminal.readPassword(
            "%s: ", whose.substring(0, 1).toUpperCase(Locale.ROOT) + whose.substring(1));
    return typed == null ? "" : new String(typed);
  }
}
