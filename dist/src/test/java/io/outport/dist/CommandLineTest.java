package io.outport.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.dist.image.Platform;
import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The program's command line: its help, its words for what is wrong, its exit codes. */
final class CommandLineTest {
  @TempDir private Path folder;

  private record Ran(int exit, String out, String err) {}

  @TestFactory
  Stream<DynamicTest> everyCommandExplainsItself() {
    return all(Outport.commandLine().getCommandSpec())
        .map(each -> DynamicTest.dynamicTest(each.qualifiedName(), () -> explains(each)));
  }

  private static void explains(CommandSpec command) {
    List<String> words = new ArrayList<>(List.of(command.qualifiedName().split(" ")));
    words.removeFirst();
    words.add("--help");

    Ran ran = run(words.toArray(String[]::new));

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("Usage: " + command.qualifiedName(), "--help");
    assertThat(command.usageMessage().description()).isNotEmpty();
    for (OptionSpec option : command.options()) {
      assertThat(option.description()).as(option.longestName()).isNotEmpty();
    }
  }

  @Test
  void namesTheNearestCommand() {
    Ran ran = run("tokens", "list");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("'tokens'", "Did you mean", "token", "Try: outport --help");
  }

  @Test
  void saysThatACommandIsMissing() {
    assertThat(run().exit()).isEqualTo(2);
    assertThat(run("token").err()).contains("subcommand", "Try: outport token --help");
  }

  @Test
  void asksForTheJdkThatAnImageForAnotherMachineNeeds() {
    String other = Platform.usual() == Platform.AMD64 ? "linux/arm64" : "linux/amd64";
    String output = folder.resolve("image").toString();

    Ran lacking = run("image", "build", "--output", output, "--platform", other);
    Ran unasked =
        run("image", "build", "--output", output, "--jdk", "%s=%s".formatted(other, folder));

    assertThat(lacking.exit()).isEqualTo(2);
    assertThat(lacking.err())
        .contains(
            "%s is not what this machine is".formatted(other), "--jdk %s=DIR".formatted(other));
    assertThat(unasked.exit()).isEqualTo(2);
    assertThat(unasked.err()).contains("--jdk names " + other, "add it to --platform");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void saysWhichOptionItDoesNotKnow() {
    Ran ran = run("token", "list", "--colour");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).startsWith("outport: ").contains("--colour", "outport token list --help");
  }

  @Test
  void namesTheNearestOption() {
    Ran ran = run("connected-registry", "update", "-n", "shop1", "--log-levell", "Debug");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err())
        .startsWith("outport: unknown option '--log-levell'. Did you mean --log-level?")
        .doesNotContain("'Debug'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completesCommandsAndOptions(String shell) {
    Ran ran = run("completion", shell);

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("complete -F", "outport", "connected-registry", "--sync-window");
  }

  @Test
  void saysWhichOptionIsMissing() {
    Ran ran = run("edge", "serve");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--data");
  }

  @Test
  void printsItsVersionAlone() {
    Ran ran = run("--version");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).startsWith("outport ").contains("Java 25");
    assertThat(ran.out()).doesNotContain("${");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void refusesAnAddressThatIsNone() {
    Ran ran = run("edge", "serve", "--data", folder.toString(), "--listen", "here");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err().lines()).singleElement().asString().contains("--listen", "'here'", "8443");
  }

  @Test
  void refusesAGraceThatIsNoTime() throws IOException {
    Path file = folder.resolve("shop1.connection");
    Files.writeString(
        file, new ConnectionString("shop1", "shop1", "secret", "hub:8443", "https", "").toText());

    Ran ran =
        run(
            "edge",
            "serve",
            "--data",
            folder.toString(),
            "--offline-grace",
            "a while",
            "--connection-string-file",
            file.toString());

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--offline-grace 'a while'", "24h");
  }

  @Test
  void refusesACertificateForPlainHttp() {
    String data = folder.toString();

    Ran ran =
        run(
            "edge",
            "serve",
            "--data",
            data,
            "--plain-http",
            "--tls-certificate",
            "a",
            "--tls-key",
            "b");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--plain-http", "--tls-certificate", "mutually exclusive");
  }

  @Test
  void saysWhichConnectionStringFileThereIsNot() {
    Path file = folder.resolve("shop1.connection");

    Ran ran =
        run(
            "edge",
            "serve",
            "--data",
            folder.toString(),
            "--connection-string-file",
            file.toString());

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err().lines()).singleElement().asString().contains(file.toString());
  }

  @Test
  void saysWhichHubIsNotInAFolder() {
    Path nothing = folder.resolve("nothing");

    Ran ran = run("hub", "serve", "--data", nothing.toString());

    assertThat(ran.exit()).isEqualTo(Refusal.Exit.DATA_DIRECTORY.code());
    assertThat(ran.err().lines()).singleElement().asString().contains(nothing.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "0.09", "3601"})
  void refusesToLookForCertificatesTooOftenOrTooSeldom(String text) {
    Ran ran = run("hub", "serve", "--data", folder.toString(), "--certificate-interval=" + text);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .contains("--certificate-interval " + text, "0.1 to 3600");
  }

  /** Lesson (f) of other registries' advisories: nothing turns the checking of a peer off. */
  @Test
  void hasNoSwitchThatTurnsVerificationOff() {
    for (List<String> command :
        List.of(List.of("hub", "serve"), List.of("edge", "serve"), List.of("hub", "init"))) {
      String[] help = Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);

      assertThat(run(help).out())
          .doesNotContainIgnoringCase("insecure")
          .doesNotContainIgnoringCase("skip")
          .doesNotContainIgnoringCase("no-verify");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--rate-limit,fast,100/s",
    "--max-connections,0,above zero",
    "--max-connections-per-address,-1,above zero",
    "--gc-grace,soon,24h",
    "--gc-schedule,* * *,five fields",
    "--scrub-rate,0,above zero",
    "--free-space-floor,lots,500MiB",
    "--blobs,my-bucket,s3://my-bucket",
    "--s3-region,eu-west-1,--blobs s3://BUCKET",
    "--blob-reads,redirected,--blobs s3://BUCKET"
  })
  void saysHowToWriteWhatWasMiswritten(String option, String value, String words) {
    Ran ran = run("hub", "serve", "--data", folder.toString(), option, value);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err().lines()).singleElement().asString().contains(option, words);
  }

  @ParameterizedTest
  @EnumSource(Refusal.Exit.class)
  void documentsTheExitCodeOfEveryRefusal(Refusal.Exit exit) {
    String help = run("--help").out();

    assertThat(help.lines().map(String::strip))
        .anyMatch(line -> line.startsWith(exit.code() + " "));
    assertThat(report(new Refusal(exit, "words"), false))
        .isEqualTo(new Ran(exit.code(), "", "outport: words\n"));
  }

  @Test
  void saysInOneLineWhatTheUserCanActOn() {
    Ran ran = report(new OciException(ErrorCode.NAME_INVALID, "no name:\n  use one"), false);

    assertThat(ran).isEqualTo(new Ran(2, "", "outport: no name: use one\n"));
  }

  @Test
  void showsWhereAnUnexpectedFailureCameFromOnlyWhenAsked() {
    IllegalStateException failure = new IllegalStateException("broken", new Error("cause"));

    Ran brief = report(failure, false);
    Ran full = report(failure, true);

    assertThat(brief.exit()).isEqualTo(1);
    assertThat(brief.err().lines())
        .singleElement()
        .asString()
        .contains("unexpected", "IllegalStateException", "broken", "--verbose");
    assertThat(full.exit()).isEqualTo(1);
    assertThat(full.err()).contains("outport: broken", "\tat ", "Caused by");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8443, 127.0.0.1:8443",
    "8443, 0.0.0.0:8443",
    ":8443, 0.0.0.0:8443",
    "[::1]:8443, [::1]:8443",
    "hub.example:0, hub.example:0",
  })
  void readsWhereToListen(String text, String meant) {
    assertThat(ListenAddress.parse(text)).hasToString(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", "host:http", "1:65536", "1:-1", "[::1]"})
  void refusesWhereNobodyCanListen(String text) {
    Ran ran = run("edge", "serve", "--data", folder.toString(), "--listen", text);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("'%s'".formatted(text));
  }

  /** A command that only fails. */
  @Command(name = "fails")
  private record Fails(Exception failure) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }

  private static Ran report(Exception failure, boolean verbose) {
    return run(
        new CommandLine(new Fails(failure))
            .setExecutionExceptionHandler(new FailureReport(() -> verbose)));
  }

  private static Ran run(String... words) {
    return run(Outport.commandLine(), words);
  }

  private static Ran run(CommandLine line, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(words);
    return new Ran(exit, out.toString(), err.toString());
  }

  /** This command and all below it. */
  private static Stream<CommandSpec> all(CommandSpec command) {
    return Stream.concat(
        Stream.of(command),
        command.subcommands().values().stream().flatMap(each -> all(each.getCommandSpec())));
  }
}
