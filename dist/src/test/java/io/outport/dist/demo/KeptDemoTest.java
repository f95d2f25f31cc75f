package io.outport.dist.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is ended and removed later, and what is left alone. */
@DisabledOnOs(OS.WINDOWS)
final class KeptDemoTest {
  @TempDir private Path temporary;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void endsTheServersOfAKeptDemoAndRemovesItsFolder() throws Exception {
    Path folder = demoFolder("kept");
    Process server = server();
    RunningNote note = RunningNote.in(folder);
    note.begin();
    note.add(server.toHandle());
    note.keep();

    assertThat(KeptDemo.stopAll(temporary)).containsExactly(folder);

    assertThat(server.waitFor(20, SECONDS)).isTrue();
    assertThat(folder).doesNotExist();
  }

  @Test
  void leavesADemoAloneThatStillRuns() throws Exception {
    Path folder = demoFolder("running");
    Process server = server();
    RunningNote note = RunningNote.in(folder);
    note.begin();
    note.add(server.toHandle());

    assertThat(KeptDemo.stopAll(temporary)).isEmpty();

    assertThat(server.isAlive()).isTrue();
    assertThat(folder).exists();
  }

  @Test
  void removesWhatADemoLeftThatWasKilled() throws Exception {
    Path folder = demoFolder("killed");
    Process server = server();
    Process leader = server();
    Files.writeString(
        RunningNote.in(folder).file(),
        "demo %d %s\n".formatted(leader.pid(), leader.info().startInstant().orElseThrow()));
    RunningNote.in(folder).add(server.toHandle());
    leader.destroyForcibly().waitFor();

    assertThat(KeptDemo.stopAll(temporary)).containsExactly(folder);

    assertThat(server.waitFor(20, SECONDS)).isTrue();
  }

  @Test
  void sparesALaterProcessOfTheSameNumber() throws Exception {
    Path folder = demoFolder("old");
    Process other = server();
    Files.writeString(
        RunningNote.in(folder).file(), "server %d 2026-01-01T00:00:00Z\n".formatted(other.pid()));

    assertThat(KeptDemo.stopAll(temporary)).containsExactly(folder);

    assertThat(other.isAlive()).isTrue();
  }

  @Test
  void leavesOtherFoldersAlone() throws IOException {
    Path other = Files.createDirectories(temporary.resolve("something-else"));

    assertThat(KeptDemo.stopAll(temporary)).isEmpty();

    assertThat(other).exists();
  }

  private Path demoFolder(String name) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve(DemoRun.FOLDER_PREFIX + name));
    Files.writeString(Files.createDirectories(folder.resolve("hub")).resolve("data"), "x");
    return folder;
  }

  private Process server() throws IOException {
    Process process = new ProcessBuilder("sleep", "60").start();
    processes.add(process);
    return process;
  }
}
