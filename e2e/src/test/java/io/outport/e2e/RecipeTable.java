package io.outport.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of each recipe: a row for each, a cell for each step, with the seconds that it took.
 */
final class RecipeTable {
  private static final List<String> STEPS =
      List.of(
          "created",
          "online",
          "pulled",
          "offline pull",
          "upgraded",
          "rolled back",
          "deleted",
          "node restored");

  private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();

  /** One step. */
  @FunctionalInterface
  interface Step {
    /** Takes it; throws where it fails. */
    void run() throws IOException;
  }

  /** Takes the step, and notes yes and its seconds, or no. */
  void cell(Recipe recipe, String step, Step work) {
    Map<String, String> row = rows.computeIfAbsent(recipe.name(), _ -> new LinkedHashMap<>());
    row.put(step, "no");
    long began = System.nanoTime();
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    row.put(step, "yes %d s".formatted((System.nanoTime() - began) / 1_000_000_000));
    System.out.printf("cluster: %s: %s %s%n", recipe.name(), step, row.get(step));
  }

  /** Prints all. */
  void print() {
    System.out.printf("%n%-32s", "recipe");
    STEPS.forEach(step -> System.out.printf("%-15s", step));
    System.out.println();
    rows.forEach(
        (name, row) -> {
          System.out.printf("%-32s", name);
          STEPS.forEach(step -> System.out.printf("%-15s", row.getOrDefault(step, "-")));
          System.out.println();
        });
  }
}
