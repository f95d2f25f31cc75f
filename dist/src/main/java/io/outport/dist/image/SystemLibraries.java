package io.outport.dist.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The layer below the runtime: the shared libraries that it and our native libraries load, taken
 * from this machine and put where its loader looks for them, and the few files that a C library
 * expects.
 */
final class SystemLibraries {
  /**
   * What the native libraries of BoringSSL, epoll and SQLite name, and {@code libresolv}, which
   * glibc loads for DNS; what a JDK needs beside these differs between vendors.
   */
  private static final List<String> ALWAYS =
      List.of(
          "libc.so.6",
          "libm.so.6",
          "libdl.so.2",
          "librt.so.1",
          "libpthread.so.0",
          "libresolv.so.2");

  /** What a server loads of a JDK, below its {@code lib} folder. */
  private static final List<String> RUNTIME =
      List.of(
          "server/libjvm.so",
          "libjli.so",
          "libjava.so",
          "libjimage.so",
          "libverify.so",
          "libnet.so",
          "libnio.so",
          "libextnet.so",
          "libzip.so",
          "libmanagement.so",
          "libprefs.so");

  private SystemLibraries() {}

  /** The layer for a runtime of this JDK. */
  static LayerSource layer(Path javaHome) throws IOException {
    List<Path> libraries = find(javaHome);
    InputHash inputs = new InputHash("system");
    for (Path library : libraries) {
      inputs.text(library.toString()).file(library);
    }
    return new LayerSource(inputs.key(), () -> entries(libraries));
  }

  /** Whether this machine has all that the layer needs: Linux with glibc. */
  static boolean areComplete(Path javaHome) throws IOException {
    return !find(javaHome).isEmpty();
  }

  /** The processor in the words of OCI. */
  static String architecture() {
    return Machine.find().map(Machine::architecture).orElse("amd64");
  }

  /** The system in the words of Netty's jars. */
  static String classifier() {
    return Machine.find().map(Machine::classifier).orElse("linux-x86_64");
  }

  /** The system in the words of SQLite's jar. */
  static String sqliteFolder() {
    return Machine.find().map(Machine::sqliteFolder).orElse("Linux/x86_64/");
  }

  private static List<ImageFile> entries(List<Path> libraries) {
    List<ImageFile> entries = new ArrayList<>();
    for (Path library : libraries) {
      String name = library.toString().substring(1);
      entries.addAll(ImageFile.foldersTo(name));
      entries.add(new ImageFile(name, ImageFile.PROGRAM, new ImageFile.Content.Bytes(library)));
    }
    entries.add(ImageFile.folder("etc"));
    entries.add(ImageFile.text("etc/passwd", "outport:x:65532:65532::/tmp:/sbin/nologin\n"));
    entries.add(ImageFile.text("etc/group", "outport:x:65532:\n"));
    entries.add(ImageFile.text("etc/nsswitch.conf", "hosts: files dns\n"));
    entries.add(new ImageFile("tmp/", ImageFile.OPEN_FOLDER, new ImageFile.Content.Folder()));
    return entries;
  }

  /** The loader and every library, sorted; empty where one is not to be found. */
  private static List<Path> find(Path javaHome) throws IOException {
    Optional<Machine> machine = Machine.find();
    if (machine.isEmpty()) {
      return List.of();
    }
    Map<String, Path> found = new TreeMap<>();
    found.put(machine.get().loader(), Path.of("/" + machine.get().loader()));
    Deque<String> open = new ArrayDeque<>(ALWAYS);
    for (String library : RUNTIME) {
      Path file = javaHome.resolve("lib").resolve(library);
      if (Files.exists(file)) {
        open.addAll(ElfNeeds.read(file));
      }
    }
    while (!open.isEmpty()) {
      String name = open.remove();
      if (isOfTheRuntime(name) || isLoader(name) || found.containsKey(name)) {
        continue;
      }
      Optional<Path> file = locate(name, machine.get());
      if (file.isEmpty()) {
        return List.of();
      }
      found.put(name, file.get());
      open.addAll(ElfNeeds.read(file.get()));
    }
    return List.copyOf(found.values());
  }

  private static boolean isOfTheRuntime(String name) {
    return RUNTIME.stream().anyMatch(each -> each.equals(name) || each.endsWith("/" + name));
  }

  private static boolean isLoader(String name) {
    return name.startsWith("ld-linux") || name.startsWith("linux-vdso");
  }

  private static Optional<Path> locate(String name, Machine machine) {
    return Stream.of("/lib/" + machine.triplet(), "/usr/lib/" + machine.triplet(), "/lib64", "/lib")
        .map(folder -> Path.of(folder, name))
        .filter(Files::exists)
        .findFirst();
  }

  /** How others name this kind of machine. */
  private record Machine(
      String architecture, String triplet, String loader, String classifier, String sqliteFolder) {
    static Optional<Machine> find() {
      if (!System.getProperty("os.name", "").equals("Linux")) {
        return Optional.empty();
      }
      Optional<Machine> machine =
          switch (System.getProperty("os.arch", "")) {
            case "amd64" ->
                Optional.of(
                    new Machine(
                        "amd64",
                        "x86_64-linux-gnu",
                        "lib64/ld-linux-x86-64.so.2",
                        "linux-x86_64",
                        "Linux/x86_64/"));
            case "aarch64" ->
                Optional.of(
                    new Machine(
                        "arm64",
                        "aarch64-linux-gnu",
                        "lib/ld-linux-aarch64.so.1",
                        "linux-aarch_64",
                        "Linux/aarch64/"));
            default -> Optional.empty();
          };
      return machine.filter(it -> Files.exists(Path.of("/" + it.loader())));
    }
  }
}
