package io.outport.dist;

import io.outport.dist.demo.DemoRun;
import io.outport.dist.demo.KeptDemo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job in one command. */
@Command(
    name = "demo",
    description =
        "See it work: a hub and a site on this machine, a real image, a cut link, the hub gone.")
final class DemoCommand implements Callable<Integer> {
  @ArgGroup private After after = new After();

  /** At most one of the two. */
  static final class After {
    @Option(
        names = {"--keep"},
        description = "Leave hub and site running, and say what to try next.")
    private boolean keep;

    @Option(
        names = {"--stop"},
        description = "End what an earlier --keep left running, and remove it.")
    private boolean stop;
  }

  @Spec private CommandSpec spec;

  /** Made by picocli, which fills the fields. */
  @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
  DemoCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (after.stop) {
      stop(out);
      return 0;
    }
    var run = new DemoRun(Installation::command, ImageCommand::buildKept, Installation.libraries());
    return run.run(out, after.keep, Installation.program()) ? 0 : 1;
  }

  private static void stop(PrintWriter out) throws IOException {
    List<Path> stopped = KeptDemo.stopAll(Path.of(System.getProperty("java.io.tmpdir")));
    out.println(
        stopped.isEmpty()
            ? "no demo was left running"
            : "ended the demo in "
                + String.join(", ", stopped.stream().map(Path::toString).toList()));
    out.flush();
  }
}
