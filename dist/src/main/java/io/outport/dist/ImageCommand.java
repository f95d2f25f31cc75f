package io.outport.dist;

import io.outport.dist.image.BuiltImage;
import io.outport.dist.image.ImageBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Outport's own image. */
@Command(
    name = "image",
    description = "Outport's own container image.",
    subcommands = ImageCommand.Build.class)
final class ImageCommand {

  /** Builds it. */
  @Command(
      name = "build",
      description = "Build the image, from scratch and reproducibly, into an OCI layout.")
  static final class Build implements Runnable {
    @Option(
        names = {"--output"},
        required = true,
        paramLabel = "DIR",
        description = "The layout's folder, which is replaced.")
    private Path output = Path.of("");

    @Option(
        names = "--agent",
        description = "Build the image of a cluster's agent: with Helm, for Linux on amd64 alone.")
    private boolean agent;

    @Spec private CommandSpec spec;

    /** Made by picocli, which fills the fields. */
    @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
    Build() {}

    @Override
    public void run() {
      BuiltImage image = agent ? buildAgent(output) : build(output);
      spec.commandLine()
          .getOut()
          .printf(
              "%s  %.1f MiB  %s%s%n",
              image.manifest().digest(),
              image.bytes() / 1048576.0,
              image.layout(),
              image.reused() ? "  (nothing had changed)" : "");
    }
  }

  /** Builds the image where the next demo finds it. */
  static BuiltImage buildKept() {
    return build(Installation.imageFolder());
  }

  /** Builds the image of the program that runs. */
  static BuiltImage build(Path output) {
    return build(ImageBuilder.of(javaHome()), output);
  }

  /** Builds the image of the program that runs, with the agent. */
  static BuiltImage buildAgent(Path output) {
    return build(ImageBuilder.agent(javaHome()), output);
  }

  private static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  private static BuiltImage build(ImageBuilder builder, Path output) {
    try {
      return builder.build(Installation.libraries(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot build the image", e);
    }
  }
}
