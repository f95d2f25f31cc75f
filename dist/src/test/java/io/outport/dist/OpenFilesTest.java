package io.outport.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OpenFilesTest {
  @Test
  void readsTheLimitInForce() {
    String text =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max cpu time              unlimited            unlimited            seconds
        Max open files            1024                 524288               files
        Max locked memory         8388608              8388608              bytes
        """;

    assertThat(OpenFiles.parse(text)).isEqualTo(1_024);
  }

  @Test
  void takesTheUsualWhereNoneIsSaid() {
    assertThat(OpenFiles.parse("")).isEqualTo(OpenFiles.USUAL);
    assertThat(OpenFiles.parse("Max open files            unlimited            unlimited   files"))
        .isEqualTo(OpenFiles.USUAL);
  }

  @Test
  void knowsThisProcess() {
    assertThat(OpenFiles.limit()).isPositive();
  }
}
