package io.outport.dist;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The launcher, with Javas and a Maven that only say how they were called. The copy under test
 * looks for Javas in a folder of ours instead of the system's.
 */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "outport");
  private static final String SYSTEM_JAVAS = "/usr/lib/jvm";
  private static final String MISSING_COMMAND = "127";
  private static final List<String> TOOLS =
      List.of("dirname", "readlink", "find", "head", "mkdir", "cat", "rm", "sleep", "touch", "cp");
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  private static final String SAYS_ARGUMENTS = "printf '%s\\n' \"$0\" \"$@\"";

  /** Maven's part: the stamp, which is the launcher's own copy, comes last. */
  private static final String BUILDS =
      """
      printf 'built with %s: %s\\n' "$JAVA25_HOME" "$*" >>builds
      mkdir -p dist/target/outport/lib dist/target/outport/bin
      touch dist/target/outport/bin/outport
      """;

  @TempDir private Path folder;

  private Path javas;
  private Path commands;
  private final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void lay() throws IOException {
    javas = Files.createDirectories(folder.resolve("javas"));
    commands = Files.createDirectories(folder.resolve("commands"));
    for (String tool : TOOLS) {
      makeProgram(commands.resolve(tool), "exec %s \"$@\"".formatted(find(tool)));
    }
  }

  @Test
  void saysWhatToInstallWhereThereIsNoJava() throws Exception {
    Ended ended = run(install(folder.resolve("installed")));

    assertThat(ended.exit()).isEqualTo(MISSING_COMMAND);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).singleElement().asString().contains("no Java 25", "Install a JDK 25");
  }

  @Test
  void refusesToBeToldAnotherJava() throws Exception {
    makeJava(javas.resolve("right"), "25.0.1");
    environment.put("OUTPORT_JAVA_HOME", makeJava(folder.resolve("java 24"), "24.0.2").toString());

    Ended ended = run(install(folder.resolve("installed")));

    assertThat(ended.exit()).isEqualTo(MISSING_COMMAND);
    assertThat(ended.err())
        .singleElement()
        .asString()
        .contains("OUTPORT_JAVA_HOME", "java 24", "no Java 25");
  }

  @Test
  void prefersTheJavaThatItIsTold() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");
    Path told = makeJava(folder.resolve("told"), "25.0.1");
    environment.put("OUTPORT_JAVA_HOME", told.toString());

    assertThat(run(install(folder.resolve("installed"))).java()).isEqualTo(told);
  }

  @Test
  void passesOverOtherJavas() throws Exception {
    environment.put("JAVA_HOME", makeJava(folder.resolve("old"), "17.0.9").toString());
    makeJava(javas.resolve("21"), "21.0.1");
    Files.createDirectories(javas.resolve("empty"));
    Path right = makeJava(javas.resolve("java 25"), "25.0.1");

    assertThat(run(install(folder.resolve("installed"))).java()).isEqualTo(right);
  }

  @Test
  void findsTheJavaBehindALinkOnThePath() throws Exception {
    Path elsewhere = makeJava(folder.resolve("elsewhere"), "25.0.1");
    Files.createSymbolicLink(commands.resolve("java"), elsewhere.resolve("bin").resolve("java"));

    assertThat(run(install(folder.resolve("installed"))).java()).isEqualTo(elsewhere);
  }

  @ParameterizedTest
  @CsvSource({
    "25, true",
    "25.0.1, true",
    "25-ea, true",
    "25+36, true",
    "250, false",
    "2, false",
    "1.8, false"
  })
  void readsTheFeatureRelease(String version, boolean right) throws Exception {
    makeJava(javas.resolve("java"), version);

    Ended ended = run(install(folder.resolve("installed")));

    assertThat(ended.exit()).isEqualTo(right ? "0" : MISSING_COMMAND);
  }

  @Test
  void handsOverEveryArgumentAsItIs() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");
    List<String> arguments = List.of("token", "create", "", "app/*", "two words", "$HOME", "'\"");

    Ended ended = run(install(folder.resolve("installed")), arguments.toArray(String[]::new));

    int main = ended.out().indexOf("io.outport.dist.Outport");
    assertThat(ended.out().subList(main + 1, ended.out().size())).isEqualTo(arguments);
  }

  @Test
  void endsAsTheProgramEnds() throws Exception {
    makeProgram(makeJava(javas.resolve("25"), "25.0.1").resolve("bin/java"), "exit 10");

    assertThat(run(install(folder.resolve("installed"))).exit()).isEqualTo("10");
  }

  @Test
  void worksThroughLinksAndFromFoldersWithSpaces() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");
    Path root = folder.resolve("my programs").resolve("out port");
    install(root);
    Path first = folder.resolve("first");
    Path second = folder.resolve("my programs").resolve("second link");
    Files.createSymbolicLink(second, Path.of("out port", "bin", "outport"));
    Files.createSymbolicLink(first, second);

    Ended ended = run(first, "--version");

    assertThat(ended.out())
        .containsSequence("-cp", root + "/lib/*", "io.outport.dist.Outport", "--version");
  }

  @Test
  void saysWhenTheLibrariesAreNotBesideIt() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");
    Path launcher = install(folder.resolve("moved"));
    Files.delete(folder.resolve("moved").resolve("lib"));

    Ended ended = run(launcher);

    assertThat(ended.exit()).isEqualTo(MISSING_COMMAND);
    assertThat(ended.err()).singleElement().asString().contains(folder.resolve("moved") + "/lib");
  }

  @Test
  void boundsTheMemoryOfCommandsButNotOfServers() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");
    Path launcher = install(folder.resolve("installed"));

    assertThat(run(launcher, "token", "list").out()).contains("-Xmx512m");
    assertThat(run(launcher, "hub", "serve").out()).noneMatch(each -> each.startsWith("-Xmx"));
    assertThat(run(launcher, "edge", "serve").out()).noneMatch(each -> each.startsWith("-Xmx"));
  }

  /** After an update of Java it does not fit, and is passed over: nobody must act on that. */
  @Test
  void usesTheRecordOfClassesWithoutAWordWhereItDoesNotFit() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");
    Path launcher = install(folder.resolve("installed"));
    Path record = launcher.resolve("../../servers.aot").normalize();
    Files.createFile(record);

    assertThat(run(launcher, "hub", "serve").out())
        .contains("-XX:AOTCache=" + record, "-Xlog:aot*=off");
    assertThat(run(launcher, "token", "list").out()).noneMatch(each -> each.contains("AOTCache"));
  }

  @Test
  void letsTheUserAddOptionsForJava() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");
    environment.put("OUTPORT_JAVA_OPTS", "-Xmx2g -Dx=y");

    List<String> said = run(install(folder.resolve("installed")), "token", "list").out();

    assertThat(said).containsSequence("-Xmx2g", "-Dx=y");
    assertThat(said.indexOf("-Xmx2g")).isGreaterThan(said.indexOf("-Xmx512m"));
  }

  @Test
  void saysThatACloneNeedsMaven() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");

    Ended ended = run(cloneTo(folder.resolve("clone")));

    assertThat(ended.exit()).isEqualTo(MISSING_COMMAND);
    assertThat(ended.err()).singleElement().asString().contains("Maven 3.8");
  }

  @Test
  void buildsACloneOnce() throws Exception {
    Path java = makeJava(javas.resolve("25"), "25.0.1");
    makeProgram(commands.resolve("mvn"), BUILDS);
    Path clone = folder.resolve("a clone");
    Path launcher = cloneTo(clone);

    Ended first = run(launcher, "--version");
    Ended second = run(launcher, "--version");

    assertThat(first.err()).singleElement().asString().startsWith("building Outport (once)");
    assertThat(first.out()).containsSequence("-cp", clone + "/dist/target/outport/lib/*");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(builds(clone))
        .singleElement()
        .asString()
        .startsWith("built with " + java + ":")
        .contains("package", "-DskipTests");
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");
    makeProgram(commands.resolve("mvn"), BUILDS);
    Path clone = folder.resolve("clone");
    Path launcher = cloneTo(clone);
    run(launcher);
    touch(clone.resolve("room/src/main/A.java"), Instant.now().plusSeconds(60));

    environment.put("OUTPORT_NO_BUILD", "1");
    Ended asItWas = run(launcher);
    environment.remove("OUTPORT_NO_BUILD");
    Ended built = run(launcher);

    assertThat(asItWas.err()).isEmpty();
    assertThat(built.err()).singleElement().asString().contains("its sources have changed");
    assertThat(builds(clone)).hasSize(2);
  }

  @Test
  void showsWhyABuildFailed() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");
    makeProgram(commands.resolve("mvn"), "echo 'no such symbol'; exit 1");
    Path clone = folder.resolve("clone");

    Ended ended = run(cloneTo(clone));

    assertThat(ended.exit()).isEqualTo("1");
    assertThat(ended.out()).isEmpty();
    assertThat(String.join("\n", ended.err()))
        .contains("no such symbol", "the build failed", clone + "/dist/target/build.log");
    assertThat(clone.resolve("dist/target/building")).doesNotExist();
  }

  @Test
  void buildsOnceForTwoAtATime() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");
    makeProgram(commands.resolve("mvn"), "sleep 0.3\n" + BUILDS);
    Path clone = folder.resolve("clone");
    Path launcher = cloneTo(clone);

    Process first = start("first", launcher);
    Process second = start("second", launcher);

    assertThat(await(first, "first").exit()).isEqualTo("0");
    assertThat(await(second, "second").exit()).isEqualTo("0");
    assertThat(builds(clone)).hasSize(1);
  }

  @Test
  void takesOverFromABuildThatWasKilled() throws Exception {
    makeJava(javas.resolve("25"), "25.0.1");
    makeProgram(commands.resolve("mvn"), BUILDS);
    Path clone = folder.resolve("clone");
    Path launcher = cloneTo(clone);
    Process gone = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
    assertThat(gone.waitFor(20, SECONDS)).isTrue();
    Path lock = Files.createDirectories(clone.resolve("dist/target/building"));
    Files.writeString(lock.resolve("owner"), gone.pid() + "\n");

    assertThat(run(launcher).exit()).isEqualTo("0");
    assertThat(builds(clone)).hasSize(1);
    assertThat(lock).doesNotExist();
  }

  /** What a process said, line by line, and how it ended. */
  private record Ended(String exit, List<String> out, List<String> err) {
    /** The home of the Java that was started. */
    Path java() {
      return Path.of(out.getFirst().replaceFirst("/bin/java$", ""));
    }
  }

  private Ended run(Path launcher, String... arguments) throws Exception {
    return await(start("run", launcher, arguments), "run");
  }

  private Process start(String name, Path launcher, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(launcher.toString()));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", commands.toString());
    return builder
        .directory(Files.createDirectories(folder.resolve("elsewhere to run")).toFile())
        .redirectInput(new File("/dev/null"))
        .redirectOutput(folder.resolve(name + ".out").toFile())
        .redirectError(folder.resolve(name + ".err").toFile())
        .start();
  }

  private Ended await(Process process, String name) throws Exception {
    try {
      assertThat(process.waitFor(60, SECONDS)).as("%s ended", name).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(
        Integer.toString(process.exitValue()),
        Files.readAllLines(folder.resolve(name + ".out")),
        Files.readAllLines(folder.resolve(name + ".err")));
  }

  /** The form of a release: lib/ beside bin/. */
  private Path install(Path root) throws IOException {
    Files.createDirectories(root.resolve("lib"));
    return copyLauncher(Files.createDirectories(root.resolve("bin")).resolve("outport"));
  }

  /** The form of a clone, whose sources are older than any build. */
  private Path cloneTo(Path root) throws IOException {
    for (String file : List.of("pom.xml", "room/pom.xml", "room/src/main/A.java")) {
      Files.createDirectories(root.resolve(file).getParent());
      touch(Files.createFile(root.resolve(file)), LONG_AGO);
    }
    touch(root.resolve("room/src/main"), LONG_AGO);
    return touch(copyLauncher(root.resolve("outport")), LONG_AGO);
  }

  private Path copyLauncher(Path target) throws IOException {
    String script = Files.readString(LAUNCHER);
    assertThat(script).contains(SYSTEM_JAVAS + "/*");
    // Quoted, because the test's own folder may have any name.
    String ours = script.replace(SYSTEM_JAVAS + "/*", "'" + javas + "'/*");
    return executable(Files.writeString(target, ours));
  }

  private static Path makeJava(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Us\"\nJAVA_VERSION=\"" + version + "\"\n");
    makeProgram(home.resolve("bin").resolve("java"), SAYS_ARGUMENTS);
    return home;
  }

  private static void makeProgram(Path file, String script) throws IOException {
    executable(Files.writeString(file, "#!/bin/sh\n" + script + "\n"));
  }

  private static Path executable(Path file) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path touch(Path file, Instant time) throws IOException {
    return Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private static List<String> builds(Path clone) throws IOException {
    return Files.readAllLines(clone.resolve("builds"));
  }

  private static Path find(String tool) {
    return List.of("/bin", "/usr/bin").stream()
        .map(each -> Path.of(each, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
