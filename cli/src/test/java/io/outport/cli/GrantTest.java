package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Rights as they are given on the command line. */
final class GrantTest {

  @Command(name = "any")
  private static final class Holder {
    @Option(names = "--repository", parameterConsumer = Grant.Consumer.class)
    private List<Grant> grants = new ArrayList<>();

    @Option(names = "--other")
    private String other = "";
  }

  @Test
  void takesAllActionsBehindARepository() {
    assertThat(lines("--repository", "app/web", "content/read", "metadata/read"))
        .containsExactly("repositories/app/web/content/read", "repositories/app/web/metadata/read");
  }

  @Test
  void mayBeRepeated() {
    assertThat(lines("--repository", "app/*", "content/read", "--repository", "*", "metadata/read"))
        .containsExactly("repositories/app/*/content/read", "repositories/*/metadata/read");
  }

  @Test
  void endsAtTheNextOption() {
    Holder holder = parse("--repository", "a", "content/read", "--other", "x");

    assertThat(holder.grants).hasSize(1);
    assertThat(holder.other).isEqualTo("x");
  }

  @Test
  void startsAnewWithEachCommandLine() {
    CommandLine line = new CommandLine(new Holder());
    line.parseArgs("--repository", "a", "content/read");
    line.parseArgs("--repository", "b", "content/read");

    Holder holder = line.getCommand();
    assertThat(holder.grants.stream().flatMap(Grant::lines))
        .containsExactly("repositories/b/content/read");
  }

  @Test
  void needsAnActionForEachRepository() {
    assertThatThrownBy(() -> parse("--repository", "a", "--repository", "b", "content/read"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContainingAll("at least one action", "content/read", "metadata/write");
  }

  @Test
  void namesTheActionsThatThereAre() {
    assertThatThrownBy(() -> parse("--repository", "a", "content/reed"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContainingAll("'content/reed'", "content/read", "content/delete");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a*", "*/a", "a/*/b", "Upper", "", "a//b"})
  void saysInPlainWordsWhichPatternIsNone(String pattern) {
    assertThatThrownBy(() -> parse("--repository", pattern, "content/read"))
        .isInstanceOf(ParameterException.class)
        .message()
        .startsWith("repository pattern '%s' is not allowed".formatted(pattern))
        .doesNotContain("Exception", "arg[");
  }

  private static List<String> lines(String... words) {
    return parse(words).grants.stream().flatMap(Grant::lines).toList();
  }

  private static Holder parse(String... words) {
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(words);
    return holder;
  }
}
