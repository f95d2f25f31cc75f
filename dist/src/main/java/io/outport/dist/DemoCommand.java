package io.outport.dist;

import io.outport.dist.demo.DemoRun;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
  @Option(
      names = {"--keep"},
      description = "Leave hub and site running, and say what to try next.")
  private boolean keep;

  @Spec private CommandSpec spec;

  /** Made by picocli, which fills the fields. */
  @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
  DemoCommand() {}

  @Override
  public Integer call() throws Exception {
    // Beside the jars, so that a second demo finds the image that the first one built.
    Path image = Installation.libraries().resolveSibling("image");
    var run = new DemoRun(Installation::command, ImageCommand::build, image);
    return run.run(spec.commandLine().getOut(), keep) ? 0 : 1;
  }
}
