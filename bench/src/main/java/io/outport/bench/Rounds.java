package io.outport.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The order of measuring: A B C A B C, so that what changes on the machine changes for all. */
final class Rounds {
  private Rounds() {}

  /** One turn of one contender. */
  @FunctionalInterface
  interface Turn<T> {
    T take(Contender contender) throws IOException;
  }

  /** All turns by the contender's name, in the contenders' order. */
  static <T> Map<String, List<T>> alternate(
      List<? extends Contender> contenders, int rounds, Turn<T> turn) throws IOException {
    Map<String, List<T>> turns = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : contenders) {
        turns.computeIfAbsent(contender.name(), _ -> new ArrayList<>()).add(turn.take(contender));
      }
    }
    return turns;
  }
}
