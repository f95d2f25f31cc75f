package io.outport.dist.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where this machine keeps the shared libraries of a platform: its own, those that a Debian system
 * has of other architectures beside its own, and those that it has to link programs for others.
 */
record LibraryFolders(Platform platform) {

  /**
   * A library.
   *
   * @param place its path in the image, without a leading slash
   */
  record Library(String place, Path file) {}

  /** What starts every program of the platform. */
  Optional<Path> loader() {
    Path own = Path.of("/", platform.loader());
    Path cross = cross().resolve(String.valueOf(own.getFileName()));
    return Stream.of(own, cross).filter(Files::exists).findFirst();
  }

  /** The library of this name. */
  Optional<Library> find(String name) {
    Optional<Library> own =
        folders().stream()
            .map(folder -> folder.resolve(name))
            .filter(Files::exists)
            .map(file -> new Library(file.toString().substring(1), file))
            .findFirst();
    return own.or(() -> Optional.of(cross().resolve(name)).filter(Files::exists).map(this::moved));
  }

  /** The loader looks into the folder of its own platform. */
  private Library moved(Path file) {
    return new Library("lib/%s/%s".formatted(platform.triplet(), file.getFileName()), file);
  }

  private List<Path> folders() {
    List<Path> exact =
        List.of(Path.of("/lib", platform.triplet()), Path.of("/usr/lib", platform.triplet()));
    // Elsewhere than on Debian these hold the system's own, of whatever kind it is.
    return platform.isHere()
        ? Stream.concat(exact.stream(), Stream.of(Path.of("/lib64"), Path.of("/lib"))).toList()
        : exact;
  }

  private Path cross() {
    return Path.of("/usr", platform.triplet(), "lib");
  }
}
