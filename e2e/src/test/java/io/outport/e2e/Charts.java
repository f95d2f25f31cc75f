package io.outport.e2e;

import io.outport.testkit.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The connected registry's chart in versions that nobody released. */
final class Charts {
  private Charts() {}

  /** A copy in a folder below this one, which says that it is this version. */
  static Path connectedRegistry(Path folder, String version) throws IOException {
    Path chart = Programs.outport().resolveSibling("dist/charts/connected-registry");
    Path copy = folder.resolve("chart-" + version);
    try (Stream<Path> files = Files.walk(chart)) {
      for (Path each : files.toList()) {
        Files.copy(each, copy.resolve(chart.relativize(each)));
      }
    }
    Path document = copy.resolve("Chart.yaml");
    String text = Files.readString(document);
    Files.writeString(document, text.replaceFirst("(?m)^version: .*$", "version: " + version));
    return copy;
  }
}
