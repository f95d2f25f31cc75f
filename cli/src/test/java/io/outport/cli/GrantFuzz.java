package io.outport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.oci.model.RepositoryPattern;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --repository} as anybody may write it, one word a line. */
final class GrantFuzz {

  @Command(name = "any")
  private static final class Holder {
    @Option(names = "--repository", parameterConsumer = Grant.Consumer.class)
    private List<Grant> grants = new ArrayList<>();
  }

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void isWrittenAsAScopeMapsLinesOrRefused(byte[] input) {
    List<String> words = new ArrayList<>(List.of("--repository"));
    words.addAll(List.of(new String(input, UTF_8).split("\n", -1)));
    Holder holder = new Holder();

    try {
      new CommandLine(holder).setExpandAtFiles(false).parseArgs(words.toArray(String[]::new));
    } catch (ParameterException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }

    assertThat(holder.grants).isNotEmpty();
    for (Grant grant : holder.grants) {
      assertThat(new RepositoryPattern(grant.pattern().value())).isEqualTo(grant.pattern());
      assertThat(grant.lines())
          .hasSameSizeAs(grant.actions())
          .allMatch(line -> line.startsWith("repositories/" + grant.pattern() + "/"));
    }
  }
}
