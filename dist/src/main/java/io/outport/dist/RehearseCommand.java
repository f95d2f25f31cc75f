package io.outport.dist;

import io.outport.dist.demo.Rehearsal;
import io.outport.dist.image.FileTrees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What the launcher runs after a build, for the sake of the classes that it loads. */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Start and end a hub and a site, so that the JVM can record what they need.")
final class RehearseCommand implements Callable<Integer> {

  @Override
  public Integer call() throws Exception {
    Outport.commandLine().getSubcommands().values().forEach(each -> each.getUsageMessage());
    Path folder = Files.createTempDirectory("outport-rehearsal");
    try {
      Rehearsal.run(folder);
    } finally {
      FileTrees.delete(folder);
    }
    return 0;
  }
}
