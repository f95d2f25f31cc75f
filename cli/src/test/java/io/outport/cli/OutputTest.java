package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How results are printed. */
final class OutputTest {

  @Command(name = "any")
  private static final class Prints implements Runnable {
    @Mixin private final Output output = new Output();

    @Override
    public void run() {
      output.say("a remark");
      output.list(
          List.of(Map.of("name", "one")), List.of("Name", "Size"), List.of(List.of("one", "1")));
    }
  }

  @Test
  void alignsColumnsUnderTheirTitles() {
    assertThat(
            Output.table(
                List.of("Name", "Id", "Size"),
                List.of(List.of("a", "long value", "1"), List.of("longer", "b", "23"))))
        .containsExactly(
            "NAME    ID          SIZE", "a       long value  1", "longer  b           23");
  }

  @Test
  void writesTitlesTheSameInEveryLanguage() {
    assertThat(Output.table(List.of("Site id"), List.of())).containsExactly("SITE ID");
  }

  @Test
  void leavesNoBlanksAtTheEndOfALine() {
    assertThat(Output.table(List.of("Name", "Note"), List.of(List.of("a", ""))))
        .containsExactly("NAME  NOTE", "a");
  }

  @Test
  void printsATableByDefaultAndTalksOnTheOtherStream() throws Exception {
    try (FakeHub hub = new FakeHub()) {
      Ran ran = Ran.with(hub.context(), new Prints());

      assertThat(ran.lines()).containsExactly("NAME  SIZE", "one   1");
      assertThat(ran.err().strip()).isEqualTo("a remark");
    }
  }

  @Test
  void printsJsonWithNothingElseOnTheStream() throws Exception {
    try (FakeHub hub = new FakeHub()) {
      Ran ran = Ran.with(hub.context(), new Prints(), "-o", "json");

      assertThat(ran.out()).isEqualToIgnoringWhitespace("[{\"name\":\"one\"}]");
    }
  }

  @Test
  void refusesAnotherFormat() throws Exception {
    try (FakeHub hub = new FakeHub()) {
      Ran ran = Ran.with(hub.context(), new Prints(), "-o", "yaml");

      assertThat(ran.exit()).isEqualTo(2);
      assertThat(ran.err()).contains("yaml", "JSON", "TABLE");
    }
  }
}
