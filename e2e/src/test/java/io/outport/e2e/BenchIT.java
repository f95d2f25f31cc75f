package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.bench.Bench;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The benchmarks themselves work: a second each, and no figure is judged. */
@Timeout(300)
class BenchIT {

  @Test
  void measuresManifestReadsOfAllThreeServersWithoutAWrongAnswer() throws IOException {
    String table = Bench.smoke();

    System.out.println(table);
    for (String server : new String[] {"outport", "distribution", "nginx"}) {
      assertThat(table.lines().filter(line -> line.contains("| " + server + " ")))
          .as("GET by tag, GET by digest and HEAD on 1, 16 and 64 connections at %s", server)
          .hasSize(9);
    }
  }
}
