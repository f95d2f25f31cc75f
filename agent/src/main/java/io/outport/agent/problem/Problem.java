package io.outport.agent.problem;

import static java.util.Objects.requireNonNull;

import io.outport.hubapi.model.ErrorInfo;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * One thing that is wrong, where, and what to do about it. Never holds a secret (law L10).
 *
 * @param code one word for programs
 * @param where the setting or the object of the cluster
 * @param message what is wrong with it, one sentence without the final stop
 * @param remedy what to do, one sentence without the final stop
 */
public record Problem(String code, String where, String message, String remedy) {

  /** Most problems that one answer tells of. */
  public static final int MAX_PROBLEMS = 50;

  /** Most of one kind that it tells of one by one. */
  private static final int MAX_ALIKE = 8;

  /** Requires all four. */
  public Problem {
    requireNonNull(code, "code");
    requireNonNull(where, "where");
    requireNonNull(message, "message");
    requireNonNull(remedy, "remedy");
  }

  /**
   * Of many of one kind the first, and in the place of the others one.
   *
   * @param others makes it of how many they are
   */
  public static List<Problem> first(List<Problem> all, IntFunction<Problem> others) {
    if (all.size() <= MAX_ALIKE) {
      return all;
    }
    return Stream.concat(
            all.stream().limit(MAX_ALIKE), Stream.of(others.apply(all.size() - MAX_ALIKE)))
        .toList();
  }

  /** In one line. */
  public String text() {
    return "%s: %s; %s".formatted(where, message, remedy);
  }

  /** As the hub keeps it. */
  public ErrorInfo toErrorInfo() {
    return ErrorInfo.of(code, text());
  }

  /** All of them in one answer: the one itself, or a summary with each as a detail. */
  public static ErrorInfo summary(List<Problem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("a summary needs a problem");
    }
    if (problems.size() == 1) {
      return problems.getFirst().toErrorInfo();
    }
    List<ErrorInfo> details =
        problems.stream().limit(MAX_PROBLEMS).map(Problem::toErrorInfo).toList();
    return new ErrorInfo(
        problems.getFirst().code(),
        "%d problems: %s"
            .formatted(
                problems.size(),
                String.join(" | ", details.stream().map(ErrorInfo::message).toList())),
        details);
  }
}
