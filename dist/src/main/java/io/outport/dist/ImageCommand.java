package io.outport.dist;

import io.outport.dist.image.BuiltImage;
import io.outport.dist.image.ImageBuilder;
import io.outport.dist.image.Platform;
import io.outport.dist.image.Target;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.model.Descriptor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

    @Option(
        names = "--platform",
        split = ",",
        paramLabel = "OS/ARCH",
        description =
            "What it is for: linux/amd64, linux/arm64 or both; default what this machine is.")
    private List<String> platforms = List.of();

    @Option(
        names = "--jdk",
        paramLabel = "OS/ARCH=DIR",
        description =
            "The JDK 25 of a platform that is not this machine's, with its modules in DIR/jmods.")
    private Map<String, Path> jdks = Map.of();

    @Spec private CommandSpec spec;

    /** Made by picocli, which fills the fields. */
    @SuppressWarnings("NullAway.Init") // picocli sets the specification before any use
    Build() {}

    @Override
    public void run() {
      List<Target> targets = targets();
      BuiltImage image =
          build(agent ? ImageBuilder.agent(targets) : ImageBuilder.of(targets), output);
      PrintWriter out = spec.commandLine().getOut();
      if (image.parts().size() > 1) {
        image
            .parts()
            .forEach(
                part -> out.printf("%s%n", line(part.manifest(), part.bytes(), part.platform())));
      }
      long bytes = image.parts().stream().mapToLong(BuiltImage.Part::bytes).sum();
      out.printf(
          "%s%s%n",
          line(image.root(), bytes, image.layout()),
          image.reused() ? "  (nothing had changed)" : "");
    }

    private static String line(Descriptor named, long bytes, Object what) {
      return "%s  %.1f MiB  %s".formatted(named.digest(), bytes / 1048576.0, what);
    }

    private List<Target> targets() {
      Map<Platform, Path> given = new EnumMap<>(Platform.class);
      jdks.forEach((name, jdk) -> given.put(Platform.named(name), jdk));
      SortedSet<Platform> wanted =
          platforms.stream().map(Platform::named).collect(Collectors.toCollection(TreeSet::new));
      if (wanted.isEmpty()) {
        wanted.add(Platform.usual());
      }
      given.keySet().stream()
          .filter(each -> !wanted.contains(each))
          .findFirst()
          .ifPresent(
              each -> {
                throw new Refusal(
                    Refusal.Exit.USAGE,
                    "--jdk names %s, for which no image is asked: add it to --platform"
                        .formatted(each));
              });
      return wanted.stream().map(each -> target(each, given.get(each))).toList();
    }

    private static Target target(Platform platform, @Nullable Path jdk) {
      if (jdk != null) {
        return Target.of(platform, jdk);
      }
      if (platform != Platform.usual()) {
        throw new Refusal(
            Refusal.Exit.USAGE,
            "%s is not what this machine is: name a JDK 25 of it, with its modules: --jdk %1$s=DIR"
                .formatted(platform));
      }
      return Target.usual();
    }
  }

  /** Builds the image where the next demo finds it. */
  static BuiltImage buildKept() {
    return build(ImageBuilder.of(List.of(Target.usual())), Installation.imageFolder());
  }

  private static BuiltImage build(ImageBuilder builder, Path output) {
    try {
      return builder.build(Installation.libraries(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot build the image", e);
    }
  }
}
