package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The charts that an installation carries, in {@code charts} beside its {@code lib}. */
final class CarriedCharts {
  private CarriedCharts() {}

  /** The folder of a chart. */
  static Path folder(String name) {
    Path charts = libraries().resolveSibling("charts").resolve(name);
    if (Files.isDirectory(charts)) {
      return charts;
    }
    throw new Refusal(
        Refusal.Exit.USAGE,
        "this installation carries no chart '%s': name one with --chart".formatted(name));
  }

  private static Path libraries() {
    try {
      Path jar =
          Path.of(CarriedCharts.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return jar.resolveSibling("").toAbsolutePath().normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program's own place is no file", e);
    }
  }
}
