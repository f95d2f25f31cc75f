package io.outport.trust;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.outport.pki.Pem;
import io.outport.testkit.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A node's file system in a folder, and the settings to trust a registry that does not answer. */
final class TestNode {
  final Path root;
  private final Path ca;

  TestNode(Path folder) throws IOException {
    root = Files.createDirectories(folder.resolve("node"));
    ca = folder.resolve("ca.crt");
    Files.createDirectories(root.resolve("var/lib"));
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(ca, Pem.certificate(TestIdentity.forLoopback().authority()));
  }

  void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  String read(String path) throws IOException {
    return Files.readString(root.resolve(path));
  }

  void authority(String pem) throws IOException {
    Files.writeString(ca, pem);
  }

  TrustSettings settings(String... addresses) {
    return settingsOf("registries/shop1", addresses);
  }

  TrustSettings settingsOf(String release, String... addresses) {
    return new TrustSettings(
        release,
        new HostRoot(root),
        Stream.of(addresses).map(RegistryAddress::parse).toList(),
        List.of(ca),
        "outport/none:none",
        Duration.ofSeconds(2));
  }

  /** Every file with its bytes, every folder. */
  Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path each : paths.toList()) {
        all.put(root.relativize(each).toString(), content(each));
      }
    }
    return all;
  }

  private static String content(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "link to " + Files.readSymbolicLink(path);
    }
    if (Files.isDirectory(path)) {
      return "folder";
    }
    return Files.isRegularFile(path) ? Files.readString(path, ISO_8859_1) : "socket";
  }
}
