package io.outport.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The words behind an option such as {@code --repository NAME ACTION...}. */
final class GrantWords {
  private GrantWords() {}

  /** The name and all actions behind it, up to the next option. */
  // picocli hands over its own java.util.Stack.
  @SuppressWarnings("JdkObsolete")
  static List<String> take(
      Stack<String> arguments,
      ArgSpec argument,
      CommandSpec command,
      String what,
      List<String> actions) {
    List<String> words = new ArrayList<>();
    while (!arguments.isEmpty() && !arguments.peek().startsWith("-")) {
      words.add(arguments.pop());
    }
    if (words.size() < 2) {
      String option = argument instanceof OptionSpec named ? named.longestName() : "--" + what;
      throw new ParameterException(
          command.commandLine(),
          "%s needs a %s and at least one action of %s".formatted(option, what, actions));
    }
    return words;
  }

  static ParameterException unknown(String action, List<String> actions, CommandSpec command) {
    return new ParameterException(
        command.commandLine(), "unknown action '%s': use %s".formatted(action, actions));
  }
}
