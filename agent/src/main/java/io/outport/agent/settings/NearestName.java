package io.outport.agent.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that somebody most likely meant. */
final class NearestName {
  /** Longer names are not compared: nobody mistypes one into a known one. */
  private static final int MAX_LENGTH = 64;

  private static final int FAR = 4;

  private NearestName() {}

  /** Empty where nothing known is near. */
  static Optional<String> of(String typed, Collection<String> known) {
    if (typed.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String wanted = typed.toLowerCase(Locale.ROOT);
    return known.stream()
        .map(name -> new Candidate(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
        .filter(candidate -> candidate.distance() < Math.min(FAR, 1 + wanted.length() / 2))
        .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .map(Candidate::name);
  }

  private record Candidate(String name, int distance) {}

  /** Insertions, deletions and exchanges that lead from one to the other. */
  private static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column < above.length; column++) {
      above[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] here = new int[to.length() + 1];
      here[0] = row;
      for (int column = 1; column < here.length; column++) {
        int exchange = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        int shorter = Math.min(above[column] + 1, here[column - 1] + 1);
        here[column] = Math.min(shorter, above[column - 1] + exchange);
      }
      above = here;
    }
    return above[to.length()];
  }
}
