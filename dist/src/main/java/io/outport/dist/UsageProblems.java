package io.outport.dist;

import io.outport.hubapi.model.Refusal;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Answers a command line that cannot be read: what is wrong, the nearest names, where help is. */
final class UsageProblems implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine line = problem.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("outport: " + words(problem));
    if (Arrays.stream(arguments).anyMatch(String::isBlank)) {
      err.println(
          "One of the words is blank: where a command goes on in the next line, the backslash must"
              + " be the last character of its line.");
    }
    err.println("Try: %s --help".formatted(line.getCommandSpec().qualifiedName()));
    err.flush();
    return Refusal.Exit.USAGE.code();
  }

  /** Of what is unknown the first alone: what stands behind it may be its value. */
  private static String words(ParameterException problem) {
    if (!(problem instanceof UnmatchedArgumentException unknown)
        || unknown.getUnmatched().isEmpty()) {
      return FailureReport.oneLine(problem).replaceFirst("^Error: ", "");
    }
    String first = unknown.getUnmatched().getFirst();
    boolean group = !unknown.getCommandLine().getSubcommands().isEmpty();
    String what = group ? "command" : "argument";
    List<String> near = unknown.getSuggestions();
    return "unknown %s '%s'%s"
        .formatted(
            unknown.isUnknownOption() ? "option" : what,
            first,
            near.isEmpty() ? "" : ". Did you mean %s?".formatted(String.join(" or ", near)));
  }
}
