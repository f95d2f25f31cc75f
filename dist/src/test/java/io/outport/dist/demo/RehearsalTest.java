package io.outport.dist.demo;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of an image, from a push at a real hub to a pull at a real site. */
final class RehearsalTest {
  @TempDir private Path folder;

  @Test
  void bringsAnImageFromAHubToASiteAndServesItAfterARestart() {
    assertThatCode(() -> Rehearsal.prepare(folder)).doesNotThrowAnyException();
    assertThatCode(() -> Rehearsal.serve(folder)).doesNotThrowAnyException();
  }
}
