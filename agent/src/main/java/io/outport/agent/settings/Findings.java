package io.outport.agent.settings;

import io.outport.agent.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/** What was found while settings were read, in that order. Confined to one thread. */
final class Findings {
  static final String INVALID = "InvalidSetting";
  static final String MISSING = "MissingSetting";
  static final String CONTRADICTION = "ContradictorySettings";
  static final String UNKNOWN = "UnknownSetting";
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

  /** A key that has no effect may be what is missing, mistyped: it is among the problems then. */
  SettingsReading.Refused refusal() {
    List<Problem> all = new ArrayList<>(problems);
    List<Problem> others = new ArrayList<>();
    warnings.forEach(each -> (each.code().equals(UNKNOWN) ? all : others).add(each));
    return new SettingsReading.Refused(all, others);
  }
}
