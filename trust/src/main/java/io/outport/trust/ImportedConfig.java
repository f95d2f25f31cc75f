package io.outport.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * A file that containerd's configuration imports. What it says of a plugin stands in place of what
 * the importing one does, or beside it, as the version of containerd wants.
 *
 * @param path of the node
 */
record ImportedConfig(String path, ContainerdConfig config) {
  /** Those that are there, in containerd's order: the last has the last word. */
  static List<ImportedConfig> of(HostRoot root, HostFiles files, String importing, String text)
      throws IOException {
    List<ImportedConfig> all = new ArrayList<>();
    for (String pattern : new ContainerdConfig(text).imports()) {
      Path path = Path.of(importing).resolveSibling(pattern).normalize();
      for (String each : matching(root, path)) {
        String imported =
            files
                .read(root.locate(each))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        all.add(new ImportedConfig(each, new ContainerdConfig(imported)));
      }
    }
    return all;
  }

  /**
   * A pattern that is not looked for, since it is one of folders or none, stands for itself: a file
   * of unknown content.
   */
  private static List<String> matching(HostRoot root, Path pattern) throws IOException {
    Path parent = Path.of("/").resolve(pattern).getParent();
    Path name = pattern.getFileName();
    if (parent == null || name == null || parent.toString().matches(".*[*?\\[].*")) {
      return List.of(pattern.toString());
    }
    Path folder = root.locate(parent.toString());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    String glob = name.toString().replaceAll("[{}]", "\\\\$0");
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      files.forEach(each -> found.add(parent.resolve(folder.relativize(each)).toString()));
    } catch (PatternSyntaxException e) {
      return List.of(pattern.toString());
    }
    return found.stream().sorted().toList();
  }
}
