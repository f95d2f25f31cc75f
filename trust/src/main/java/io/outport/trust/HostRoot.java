package io.outport.trust;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The node's file system as it is mounted here: the one place that turns a path of the node into a
 * path of this process.
 *
 * @param folder where the node's root lies; {@code /} for this machine itself
 */
public record HostRoot(Path folder) {
  private static final int MAX_LINKS = 40;

  /**
   * Where a path of the node lies for us. Links on the way are followed as the node would: what
   * they name begins at the node's root, not at ours.
   */
  Path locate(String hostPath) throws IOException {
    Path here = folder;
    Path rest = Path.of("/").relativize(Path.of(hostPath).normalize());
    int links = 0;
    while (!rest.toString().isEmpty()) {
      Path next = here.resolve(rest.getName(0).toString());
      rest = rest.getNameCount() == 1 ? Path.of("") : rest.subpath(1, rest.getNameCount());
      if (!Files.isSymbolicLink(next)) {
        here = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw new FileSystemLoopException(hostPath);
      }
      Path onNode = Path.of("/").resolve(folder.relativize(here));
      Path target = onNode.resolve(Files.readSymbolicLink(next)).resolve(rest).normalize();
      rest = Path.of("/").relativize(target);
      here = folder;
    }
    return here;
  }
}
