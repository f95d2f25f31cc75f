package io.outport.agent.settings;

import io.outport.agent.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/** What was found while settings were read, in that order. Confined to one thread. */
final class Findings {
  static final String INVALID = "InvalidSetting";
  static final String MISSING = "MissingSetting";
  static final String CONTRADICTION = "ContradictorySettings";
  static final String CERTIFICATE = "InvalidCertificate";

  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  void problem(String code, String where, String message, String remedy) {
    problems.add(new Problem(code, where, message, remedy));
  }

  void contradiction(String where, String message, String remedy) {
    problem(CONTRADICTION, where, message, remedy);
  }

  void warning(String code, String where, String message, String remedy) {
    warnings.add(new Problem(code, where, message, remedy));
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  List<Problem> warnings() {
    return List.copyOf(warnings);
  }
}
