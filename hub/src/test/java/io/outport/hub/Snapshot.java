package io.outport.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every file below a folder, with its rights and its bytes. */
record Snapshot(Map<String, String> files) {

  static Snapshot of(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.forEach(each -> files.put(folder.relativize(each).toString(), describe(each)));
      }
    }
    return new Snapshot(files);
  }

  /** Whether any file holds this text. */
  boolean holds(String text) {
    String hex = HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return files.values().stream().anyMatch(each -> each.contains(hex));
  }

  private static String describe(Path file) {
    try {
      String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
      return Files.isRegularFile(file)
          ? rights + " " + HexFormat.of().formatHex(Files.readAllBytes(file))
          : rights;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
