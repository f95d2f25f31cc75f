package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each repair has a slip to mend, and what is mended has it no more. */
@Tag("cluster")
class TutorialRepairTest {
  @ParameterizedTest
  @EnumSource(TutorialRepair.class)
  void mendsWhatTheTutorialHas(TutorialRepair repair) throws IOException {
    Tutorial tutorial = Tutorial.read();
    String all =
        String.join(
            "\0",
            Stream.concat(tutorial.commands().stream(), tutorial.settings().stream()).toList());
    assertThat(Stream.of(all.split("\0", -1)).filter(each -> !repair.apply(each).equals(each)))
        .isNotEmpty();
    assertThat(Stream.of(all.split("\0", -1)).map(TutorialRepair::all))
        .allSatisfy(each -> assertThat(repair.apply(each)).isEqualTo(each));
  }
}
