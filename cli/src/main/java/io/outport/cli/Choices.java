package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import java.util.List;

/** Values of which an option takes one, in any case of letters. */
final class Choices {
  static final List<String> LOG_LEVELS =
      List.of("Debug", "Information", "Warning", "Error", "None");
  static final List<String> MODES = List.of("ReadOnly", "ReadWrite");

  private Choices() {}

  /** The value as it is written. */
  static String one(String option, String text, List<String> choices) {
    return choices.stream()
        .filter(text.strip()::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Exit.USAGE,
                    "%s '%s' is not one: give %s%s"
                        .formatted(
                            option,
                            text,
                            String.join(", ", choices.subList(0, choices.size() - 1)),
                            " or " + choices.getLast())));
  }
}
