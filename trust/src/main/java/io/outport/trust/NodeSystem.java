package io.outport.trust;

import io.outport.pki.Pem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The operating system of a node, by {@code /etc/os-release}: some let nobody but themselves write
 * containerd's configuration.
 *
 * @param id such as {@code debian}, {@code talos} or {@code bottlerocket}; empty where none is told
 */
record NodeSystem(String id) {
  private static final String RELEASE = "/etc/os-release";
  private static final String ID = "ID=";
  private static final String TAKE_OUT =
      "; then take the node out with trustDistribution.useNodeSelector=true";

  static NodeSystem of(HostRoot root, HostFiles files) throws IOException {
    Optional<String> text = files.read(root.locate(RELEASE)).map(Pem::text);
    return new NodeSystem(
        text.stream()
            .flatMap(String::lines)
            .filter(line -> line.startsWith(ID))
            .map(line -> line.substring(ID.length()).replaceAll("[\"'\\s]", ""))
            .findFirst()
            .orElse(""));
  }

  /** Why its files could not be written, and what to do instead. */
  TrustProblemOnNode unwritable(HostRoot root, FileSystemException failure) {
    String why =
        Stream.of(failure.getReason(), failure.getClass().getSimpleName())
            .filter(each -> each != null)
            .findFirst()
            .orElseThrow();
    return new TrustProblemOnNode(
        "%s cannot be written on this node (%s): %s"
            .formatted(onNode(root, failure), why, remedy()),
        failure);
  }

  private static Path onNode(HostRoot root, FileSystemException failure) {
    Path file = Path.of(String.valueOf(failure.getFile()));
    return file.startsWith(root.folder())
        ? Path.of("/").resolve(root.folder().relativize(file))
        : file;
  }

  private String remedy() {
    return switch (id) {
      case "talos" ->
          "Talos takes registries from its machine configuration alone: put the site's CA there"
              + TAKE_OUT;
      case "bottlerocket" ->
          "Bottlerocket takes CAs from its settings alone: put the site's CA into settings.pki"
              + TAKE_OUT;
      default -> "let root write there, or trust the site's CA by the node's own means" + TAKE_OUT;
    };
  }
}
