package io.outport.cli.artifact;

import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A Helm chart as it is kept in a registry.
 *
 * @param name of the chart, as its Chart.yaml says
 * @param version likewise
 * @param metadata Chart.yaml as JSON
 * @param archive the chart, a tar archive in gzip
 */
@SuppressWarnings("ArrayRecordComponent") // pushed, never compared
public record ChartArchive(String name, String version, JsonNode metadata, byte[] archive) {
  /** Largest chart that is read, in bytes; Helm's own bound on a release is smaller. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final int MAX_METADATA_BYTES = 1024 * 1024;
  private static final int MAX_FILES = 5_000;
  private static final String METADATA = "Chart.yaml";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*");
  private static final Pattern VERSION =
      Pattern.compile("v?\\d+\\.\\d+\\.\\d+(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?");

  /**
   * Reads a packed chart, or packs the one in a folder.
   *
   * @throws Refusal {@code USAGE} where there is no chart
   */
  public static ChartArchive read(Path place) {
    try {
      if (Files.isDirectory(place)) {
        return pack(place);
      }
      if (Files.size(place) > MAX_BYTES) {
        throw problem(place, "it is larger than 16 MiB, which no chart is");
      }
      return of(place.toString(), Files.readAllBytes(place));
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "cannot read chart %s: %s; name a chart's folder, or the .tgz that 'helm package' made"
              .formatted(place, e.getClass().getSimpleName()),
          e);
    }
  }

  /** The chart in an archive, named as where it came from. */
  public static ChartArchive of(String place, byte[] archive) {
    try {
      byte[] metadata =
          TarGzip.find(archive, name -> name.matches("[^/]+/Chart\\.yaml"), MAX_METADATA_BYTES)
              .orElseThrow(() -> problem(place, "there is no Chart.yaml in it"));
      return of(place, metadata, archive);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "%s is no packed chart: name a chart's folder, or the .tgz that 'helm package' made"
              .formatted(place),
          e);
    }
  }

  private static ChartArchive pack(Path folder) throws IOException {
    Path metadata = folder.resolve(METADATA);
    if (!Files.isRegularFile(metadata)) {
      throw problem(folder, "there is no Chart.yaml in it");
    }
    byte[] bytes = Files.readAllBytes(metadata);
    ChartArchive unpacked = of(folder.toString(), bytes, new byte[0]);
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    files.put(unpacked.name + "/" + METADATA, bytes);
    long total = bytes.length;
    for (Path each : files(folder)) {
      byte[] content = Files.readAllBytes(each);
      total += content.length;
      if (total > MAX_BYTES) {
        throw problem(folder, "its files are more than 16 MiB, which no chart has");
      }
      String path = folder.relativize(each).toString().replace('\\', '/');
      files.putIfAbsent(unpacked.name + "/" + path, content);
    }
    return new ChartArchive(
        unpacked.name, unpacked.version, unpacked.metadata, TarGzip.write(files));
  }

  /** All files, but hidden ones, in one order everywhere. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              .filter(each -> !isHidden(folder.relativize(each)))
              .sorted(Comparator.comparing(each -> folder.relativize(each).toString()))
              .limit(MAX_FILES + 1L)
              .toList();
      if (files.size() > MAX_FILES) {
        throw problem(folder, "it has more than %d files, which no chart has".formatted(MAX_FILES));
      }
      return files;
    }
  }

  private static boolean isHidden(Path path) {
    for (Path part : path) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static ChartArchive of(String place, byte[] metadata, byte[] archive) {
    JsonNode tree;
    try {
      tree = new YAMLMapper().readTree(new String(metadata, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw problem(place, "its Chart.yaml is not YAML");
    }
    String name = tree.path("name").asString("");
    String version = tree.path("version").asString("");
    if (!NAME.matcher(name).matches()) {
      throw problem(
          place,
          "its Chart.yaml has no usable name: lower-case letters, digits and single '-', '_', '.'");
    }
    if (!VERSION.matcher(version).matches()) {
      throw problem(place, "its Chart.yaml has no version such as 1.2.3");
    }
    // Copied to plain JSON: the text of a number must not depend on how YAML wrote it.
    JsonNode plain = ControlJson.mapper().readTree(ControlJson.mapper().writeValueAsBytes(tree));
    return new ChartArchive(name, version, plain, archive);
  }

  private static Refusal problem(Object place, String words) {
    return new Refusal(Refusal.Exit.USAGE, "%s cannot be published: %s".formatted(place, words));
  }

  /** Without the bytes. */
  @Override
  public String toString() {
    return "ChartArchive[%s %s, %d bytes]".formatted(name, version, archive.length);
  }
}
