package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
      Ran ran = Ran.with(hub.context(), new Prints(), "-o", "xml");

      assertThat(ran.exit()).isEqualTo(2);
      assertThat(ran.err()).contains("xml", "JSON", "TABLE", "YAML");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-o tsv                                       | one",
        "-o none                                      | ''",
        "-o yaml                                      | - name: one",
        "-o json --query [].name                      | [ \"one\" ]",
        "-o tsv --query [0].name                      | one",
        "-o table --query [].{Who:name}               | WHO one",
        "--query [].name                              | RESULT one",
        "--query [].[name,name]                       | COLUMN1 COLUMN2 one one",
        "-o json --query nothing                      | ''",
        "-o json --query length(@)                    | 1",
      })
  void printsInEveryShape(String options, String printed) throws Exception {
    try (FakeHub hub = new FakeHub()) {
      Ran ran = Ran.with(hub.context(), new Prints(), options.split(" ", -1));

      assertThat(ran.exit()).isZero();
      assertThat(ran.out().replaceAll("\\s+", " ").strip()).isEqualTo(printed);
    }
  }

  @Test
  void saysWhatIsWrongWithAQueryBeforeAnythingIsDone() throws Exception {
    try (FakeHub hub = new FakeHub()) {
      Ran ran = Ran.with(hub.context(), new Prints(), "--query", "[].name[");

      assertThat(ran.exit()).isEqualTo(2);
      assertThat(ran.err()).contains("--query", "JMESPath", "[].name").doesNotContain("a remark");
    }
  }

  @Test
  void saysThatAQueryDoesNotFitTheResult() throws Exception {
    try (FakeHub hub = new FakeHub()) {
      Ran ran = Ran.with(hub.context(), new Prints(), "--query", "sort_by(@, &length(missing))");

      assertThat(ran.words()).contains("--query", "cannot be asked of this result");
    }
  }

  @Test
  void paintsOnlyWhatIsAskedForInColour() {
    assertThat(Colours.paint("{\"a\" : \"b: 1\", \"c\" : 1}"))
        .isEqualTo(
            "{\u001B[94m\"a\"\u001B[0m : \u001B[32m\"b: 1\"\u001B[0m,"
                + " \u001B[94m\"c\"\u001B[0m : \u001B[33m1\u001B[0m}");
  }
}
