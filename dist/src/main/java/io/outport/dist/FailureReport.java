package io.outport.dist;

import io.outport.hubapi.model.Refusal;
import io.outport.oci.model.OciException;
import io.outport.pki.CertificateProblem;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Answers a command that failed: one line that says what to do, and the documented exit code. */
final class FailureReport implements IExecutionExceptionHandler {
  private static final int UNEXPECTED = 1;

  private final BooleanSupplier verbose;

  FailureReport(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    err.println("outport: " + words(failure));
    if (verbose.getAsBoolean()) {
      failure.printStackTrace(err);
    }
    err.flush();
    return exitCode(failure);
  }

  /** The message without line breaks: scripts and people read one line. */
  static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private String words(Exception failure) {
    if (isExpected(failure) || verbose.getAsBoolean()) {
      return oneLine(failure);
    }
    return "unexpected failure: %s: %s (--verbose shows where)"
        .formatted(failure.getClass().getSimpleName(), oneLine(failure));
  }

  private static boolean isExpected(Exception failure) {
    return failure instanceof Refusal
        || failure instanceof CertificateProblem
        || failure instanceof OciException;
  }

  private static int exitCode(Exception failure) {
    return switch (failure) {
      case Refusal refusal -> refusal.exit().code();
      case CertificateProblem ignored -> Refusal.Exit.CERTIFICATE.code();
      case OciException ignored -> Refusal.Exit.USAGE.code();
      default -> UNEXPECTED;
    };
  }
}
