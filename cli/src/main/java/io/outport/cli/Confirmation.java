package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Asks before something is destroyed. */
final class Confirmation {
  private static final Set<String> YES = Set.of("y", "yes");

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask for confirmation.")
  private boolean yes;

  /** Returns when the person agrees; throws where nobody can be asked, or the answer is no. */
  void ask(String question) {
    if (yes) {
      return;
    }
    Console terminal =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(
                () ->
                    new Refusal(
                        Refusal.Exit.USAGE,
                        question + " There is no terminal to ask on: add --yes if you mean it"));
    String answer = terminal.readLine("%s (y/N): ", question);
    if (answer == null || !YES.contains(answer.strip().toLowerCase(Locale.ROOT))) {
      throw new Refusal(Refusal.Exit.USAGE, "nothing was changed");
    }
  }
}
