package io.outport.dist.image;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The layer below the runtime: the shared libraries that it and our native libraries load, taken
 * from this machine and put where their loader looks for them, and the few files that a C library
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

  /**
   * The layer for a runtime of this target; it lacks the libraries where this machine has none for
   * itself.
   *
   * @throws Refusal {@code USAGE} where it has none for a machine of another kind
   */
  static LayerSource layer(Target target) throws IOException {
    Map<String, Path> libraries = find(target);
    if (libraries.isEmpty() && target.isForeign()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "this machine has no C library for %s, which its image needs: install it, on Debian and Ubuntu with 'apt install libc6-%s-cross'"
              .formatted(target.platform(), target.platform().architecture()));
    }
    InputHash inputs = new InputHash("system");
    for (Map.Entry<String, Path> library : libraries.entrySet()) {
      inputs.text(library.getKey()).file(library.getValue());
    }
    return new LayerSource(inputs.key(), () -> entries(libraries));
  }

  /** Whether this machine has all that the layer needs: Linux with glibc. */
  static boolean areComplete(Target target) throws IOException {
    return !find(target).isEmpty();
  }

  private static List<ImageFile> entries(Map<String, Path> libraries) {
    List<ImageFile> entries = new ArrayList<>();
    libraries.forEach(
        (name, file) -> {
          entries.addAll(ImageFile.foldersTo(name));
          entries.add(new ImageFile(name, ImageFile.PROGRAM, new ImageFile.Content.Bytes(file)));
        });
    entries.add(ImageFile.folder("etc"));
    entries.add(ImageFile.text("etc/passwd", "outport:x:65532:65532::/tmp:/sbin/nologin\n"));
    entries.add(ImageFile.text("etc/group", "outport:x:65532:\n"));
    entries.add(ImageFile.text("etc/nsswitch.conf", "hosts: files dns\n"));
    entries.add(new ImageFile("tmp/", ImageFile.OPEN_FOLDER, new ImageFile.Content.Folder()));
    return entries;
  }

  /** The loader and every library by their paths in the image; empty where one is not found. */
  private static Map<String, Path> find(Target target) throws IOException {
    LibraryFolders folders = new LibraryFolders(target.platform());
    Optional<Path> loader = folders.loader();
    if (loader.isEmpty()) {
      return Map.of();
    }
    SortedMap<String, Path> found = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = needs(target.jdk());
    while (!open.isEmpty()) {
      String name = open.remove();
      if (isOfTheRuntime(name) || isLoader(name) || !seen.add(name)) {
        continue;
      }
      Optional<LibraryFolders.Library> library = folders.find(name);
      if (library.isEmpty()) {
        return Map.of();
      }
      found.put(library.get().place(), library.get().file());
      open.addAll(ElfFile.read(library.get().file()).needed());
    }
    found.put(target.platform().loader(), loader.get());
    return found;
  }

  private static Deque<String> needs(Path javaHome) throws IOException {
    Deque<String> names = new ArrayDeque<>(ALWAYS);
    for (String library : RUNTIME) {
      Path file = javaHome.resolve("lib").resolve(library);
      if (Files.exists(file)) {
        names.addAll(ElfFile.read(file).needed());
      }
    }
    return names;
  }

  private static boolean isOfTheRuntime(String name) {
    return RUNTIME.stream().anyMatch(each -> each.equals(name) || each.endsWith("/" + name));
  }

  private static boolean isLoader(String name) {
    return name.startsWith("ld-linux") || name.startsWith("linux-vdso");
  }
}
