package io.outport.agent.reconcile;

import io.outport.agent.problem.Problem;
import io.outport.agent.settings.SecretValues;
import io.outport.hubapi.agent.DesiredExtension;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Takes the secrets of one wish out of words that others wrote (law L10). */
final class Redaction {
  /** Shorter values are words of the language. */
  private static final int MIN_LENGTH = 6;

  private final List<String> secrets;

  static Redaction of(DesiredExtension wish) {
    return new Redaction(SecretValues.of(wish.protectedSettings()));
  }

  private Redaction(Collection<String> secrets) {
    this.secrets =
        secrets.stream()
            // Who reads a setting strips it.
            .flatMap(secret -> Stream.of(secret, secret.strip()))
            .distinct()
            .filter(secret -> secret.length() >= MIN_LENGTH)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  String apply(String words) {
    String clean = words;
    for (String secret : secrets) {
      clean = clean.replace(secret, "(not shown)");
    }
    return clean;
  }

  List<Problem> apply(List<Problem> problems) {
    return problems.stream()
        .map(
            each ->
                new Problem(
                    each.code(), apply(each.where()), apply(each.message()), apply(each.remedy())))
        .toList();
  }
}
