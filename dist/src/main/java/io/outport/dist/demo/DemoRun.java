package io.outport.dist.demo;

import io.outport.dist.image.BuiltImage;
import io.outport.dist.image.FileTrees;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.RegistryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/** One run of the demo: its folder, its end, also by Ctrl-C, and what {@code --keep} leaves. */
public final class DemoRun {
  static final String FOLDER_PREFIX = "outport-demo-";

  private final Function<List<String>, List<String>> commandLine;
  private final Supplier<BuiltImage> imageBuilder;
  private final Path jars;

  /**
   * A run that is still to come.
   *
   * @param commandLine makes of our own arguments a command line that starts this program again
   * @param jars the folder of all jars of the program
   */
  public DemoRun(
      Function<List<String>, List<String>> commandLine,
      Supplier<BuiltImage> imageBuilder,
      Path jars) {
    this.commandLine = commandLine;
    this.imageBuilder = imageBuilder;
    this.jars = jars;
  }

  /**
   * Runs the demo.
   *
   * @param keep whether to leave hub and site running
   * @param program how people start this program, for the commands to try next
   * @return whether all of it was proven
   */
  public boolean run(PrintWriter out, boolean keep, String program)
      throws IOException, InterruptedException {
    DemoPaper paper = new DemoPaper(out);
    Path folder = Files.createTempDirectory(FOLDER_PREFIX);
    RunningNote.in(folder).begin();
    DemoServers servers = DemoServers.in(folder, commandLine);
    AtomicBoolean ending = new AtomicBoolean();
    Thread end =
        new Thread(
            () -> {
              ending.set(true);
              end(servers, folder, paper);
            },
            "demo-end");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      Demo.Accounts accounts = new Demo(folder, jars, servers, paper).run(imageBuilder);
      boolean proven = paper.table();
      if (keep && proven) {
        servers.startHubWithoutLink();
        KeptDemo.prepare(folder, servers, accounts).tell(paper, program);
        servers.leaveRunning();
        Runtime.getRuntime().removeShutdownHook(end);
      }
      return proven;
    } catch (DemoFailure | RegistryException | Refusal failure) {
      if (!ending.get()) {
        tell(failure, servers, paper);
      }
      return false;
    }
  }

  private static void tell(RuntimeException failure, DemoServers servers, DemoPaper paper) {
    paper.table();
    paper.line("%n NO  %s".formatted(failure.getMessage()));
    servers.lastWords().forEach(words -> paper.line("%n%s".formatted(words)));
  }

  private static void end(DemoServers servers, Path folder, DemoPaper paper) {
    try {
      servers.close();
      FileTrees.delete(folder);
    } catch (IOException e) {
      paper.line("outport: the demo could not remove %s: %s".formatted(folder, e.getMessage()));
    }
  }
}
