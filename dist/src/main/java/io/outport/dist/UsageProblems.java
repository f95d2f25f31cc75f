package io.outport.dist;

import io.outport.hubapi.model.Refusal;
import java.io.PrintWriter;
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
    err.println("outport: " + FailureReport.oneLine(problem));
    UnmatchedArgumentException.printSuggestions(problem, err);
    err.println("Try: %s --help".formatted(line.getCommandSpec().qualifiedName()));
    err.flush();
    return Refusal.Exit.USAGE.code();
  }
}
