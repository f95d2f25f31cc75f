package io.outport.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * {@code make faults}: collections, damage, kills and a full disk, with other registries beside us.
 * Exit code 1 when a count of ours that must be 0 is not.
 */
public final class Faults {
  private Faults() {}

  /**
   * Runs them. Settings come as system properties: {@code faults.seed}, {@code faults.short} for
   * fewer blobs and less time.
   */
  public static void main(String[] words) throws IOException {
    long seed = Long.getLong("faults.seed", System.nanoTime());
    Effort effort =
        Boolean.getBoolean("faults.short")
            ? Effort.SMOKE.withRun(Duration.ofSeconds(2))
            : Effort.FULL.withRun(Duration.ofSeconds(10));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<Section> sections =
        new Bench(effort, out)
            .run(List.of(new Collecting(seed), new Damage(seed), new Kills(seed), new FullDisk()));
    System.exit(sections.stream().allMatch(section -> section.wrong() == 0) ? 0 : 1);
  }
}
