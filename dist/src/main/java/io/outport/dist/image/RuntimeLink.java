package io.outport.dist.image;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java runtime with the modules that Outport uses and nothing else, made by {@code jlink}. */
final class RuntimeLink {
  /**
   * What {@code jdeps --print-module-deps --ignore-missing-deps --multi-release 25} says of all our
   * jars, and {@code jdk.crypto.ec} and {@code jdk.unsupported}, which are found at run time.
   */
  static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.sql",
          "java.xml",
          "jdk.crypto.ec",
          "jdk.jfr",
          "jdk.unsupported");

  /** Where the runtime lies inside the image. */
  static final String FOLDER = "opt/outport/runtime";

  private static final long LIMIT_MINUTES = 5;

  private RuntimeLink() {}

  /**
   * The runtime as a layer.
   *
   * @param work a folder that must not exist yet
   */
  static LayerSource layer(Target target, List<String> modules, Path work) throws IOException {
    String key =
        new InputHash("runtime")
            .text(target.platform().architecture())
            .text(String.join(",", modules))
            .file(target.jdk().resolve("release"))
            .text(String.valueOf(Files.size(target.baseModule())))
            .key();
    return new LayerSource(
        key,
        () -> {
          make(command(target, modules, work));
          return ImageFile.tree(FOLDER, work);
        });
  }

  /** Uncompressed, because the layer is compressed as a whole, which takes less. */
  private static List<String> command(Target target, List<String> modules, Path work) {
    Path jlink = target.linker().resolve("bin").resolve("jlink");
    if (!Files.isExecutable(jlink)) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "%s has no jlink, so no runtime can be made: install a JDK 25, not only a Java runtime"
              .formatted(target.linker()));
    }
    List<String> words = new ArrayList<>(List.of(jlink.toString()));
    if (target.isForeign()) {
      words.addAll(List.of("--module-path", target.modules().toString()));
    }
    // The symbols in libraries are stripped by a program that knows this machine's kind alone.
    words.addAll(
        List.of(
            "--add-modules",
            String.join(",", modules),
            target.isForeign() ? "--strip-java-debug-attributes" : "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--output",
            work.toString()));
    return words;
  }

  private static void make(List<String> command) throws IOException {
    Path log = Files.createTempFile("outport-jlink", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      await(process, log);
    } finally {
      Files.delete(log);
    }
  }

  private static void await(Process process, Path log) throws IOException {
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException("jlink failed: " + Files.readString(log, StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while jlink ran", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
