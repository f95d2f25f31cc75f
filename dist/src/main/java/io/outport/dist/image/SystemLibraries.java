package io.outport.dist.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The shared libraries that the runtime and our native libraries load, taken from this machine.
 *
 * <p>The list is what {@code ldd} names for {@code bin/java}, every library of the runtime, and the
 * natives of BoringSSL, epoll and SQLite; {@code libresolv} is what glibc loads for DNS.
 */
final class SystemLibraries {
  private static final List<String> NAMES =
      List.of(
          "libc.so.6",
          "libm.so.6",
          "libdl.so.2",
          "librt.so.1",
          "libpthread.so.0",
          "libresolv.so.2");

  private SystemLibraries() {}

  /** The entries; empty where this machine has no such libraries (no glibc, no Linux). */
  static List<ImageFile> find() {
    Optional<Machine> machine = Machine.find();
    if (machine.isEmpty()) {
      return List.of();
    }
    List<ImageFile> found = new ArrayList<>();
    String folder = "lib/" + machine.get().triplet();
    found.addAll(ImageFile.foldersTo(folder + "/"));
    for (String name : NAMES) {
      Path library = Path.of("/" + folder, name);
      if (!Files.exists(library)) {
        return List.of();
      }
      found.add(program(folder + "/" + name, library));
    }
    String loader = machine.get().loader();
    found.addAll(ImageFile.foldersTo(loader));
    found.add(program(loader, Path.of("/" + loader)));
    return found;
  }

  private static ImageFile program(String name, Path file) {
    return new ImageFile(name, ImageFile.PROGRAM, new ImageFile.Content.Bytes(file));
  }

  /** How Debian and its like name things for a processor. */
  record Machine(String architecture, String triplet, String loader) {
    static Optional<Machine> find() {
      Machine machine =
          switch (System.getProperty("os.arch", "")) {
            case "amd64" -> new Machine("amd64", "x86_64-linux-gnu", "lib64/ld-linux-x86-64.so.2");
            case "aarch64" ->
                new Machine("arm64", "aarch64-linux-gnu", "lib/ld-linux-aarch64.so.1");
            default -> new Machine("", "", "");
          };
      return Optional.of(machine)
          .filter(it -> !it.loader().isEmpty() && Files.exists(Path.of("/" + it.loader())));
    }
  }
}
