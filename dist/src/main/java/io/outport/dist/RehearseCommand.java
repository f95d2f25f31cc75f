package io.outport.dist;

import io.outport.dist.demo.Rehearsal;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the launcher runs after a build, for the sake of the classes that it loads. */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Start and end a hub and a site, so that the JVM can record what they need.")
final class RehearseCommand {

  @Command(name = "commands", description = "Do what commands do; leave two servers set up.")
  int commands(@Parameters(paramLabel = "DIR") Path folder)
      throws IOException, InterruptedException {
    Outport.commandLine().getSubcommands().values().forEach(CommandLine::getUsageMessage);
    Rehearsal.prepare(folder);
    return 0;
  }

  @Command(name = "servers", description = "Start what the other rehearsal left.")
  int servers(@Parameters(paramLabel = "DIR") Path folder)
      throws IOException, InterruptedException {
    Rehearsal.serve(folder);
    return 0;
  }
}
