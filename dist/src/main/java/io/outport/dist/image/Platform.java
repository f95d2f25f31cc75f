package io.outport.dist.image;

import io.outport.hubapi.model.Refusal;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an image can be for, in the words of all who name it; always Linux with glibc. */
public enum Platform {
  /** 64-bit x86. */
  AMD64(
      "amd64",
      "x86_64-linux-gnu",
      "lib64/ld-linux-x86-64.so.2",
      "linux-x86_64",
      "Linux/x86_64/",
      "amd64",
      62),
  /** 64-bit ARM. */
  ARM64(
      "arm64",
      "aarch64-linux-gnu",
      "lib/ld-linux-aarch64.so.1",
      "linux-aarch_64",
      "Linux/aarch64/",
      "aarch64",
      183);

  private static final String SYSTEM = "linux";

  private final String architecture;
  private final String triplet;
  private final String loader;
  private final String classifier;
  private final String sqliteFolder;
  private final String javaName;
  private final int processor;

  Platform(
      String architecture,
      String triplet,
      String loader,
      String classifier,
      String sqliteFolder,
      String javaName,
      int processor) {
    this.architecture = architecture;
    this.triplet = triplet;
    this.loader = loader;
    this.classifier = classifier;
    this.sqliteFolder = sqliteFolder;
    this.javaName = javaName;
    this.processor = processor;
  }

  /** What images made here are for where nobody says: this machine's, if it can be. */
  public static Platform usual() {
    String java = System.getProperty("os.arch", "");
    return Arrays.stream(values()).filter(it -> it.javaName.equals(java)).findFirst().orElse(AMD64);
  }

  /**
   * The platform of this name, such as {@code linux/arm64}.
   *
   * @throws Refusal {@code USAGE} where there is none
   */
  public static Platform named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Exit.USAGE,
                    "there is no image for '%s': use %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(Platform::toString)
                                .collect(Collectors.joining(" or ")))));
  }

  /** The platform whose processor has this number in files of programs. */
  static Optional<Platform> ofProcessor(int number) {
    return Arrays.stream(values()).filter(it -> it.processor == number).findFirst();
  }

  private static Optional<Platform> find(String name) {
    return Arrays.stream(values()).filter(it -> it.toString().equals(name)).findFirst();
  }

  /** Whether programs for it run on this machine. */
  boolean isHere() {
    return System.getProperty("os.name", "").equals("Linux")
        && System.getProperty("os.arch", "").equals(javaName);
  }

  /** The processor in the words of OCI. */
  String architecture() {
    return architecture;
  }

  /** The folder of its libraries in the words of Debian. */
  String triplet() {
    return triplet;
  }

  /** The path of glibc's loader, without a leading slash, which every program names. */
  String loader() {
    return loader;
  }

  /** The system in the words of Netty's jars. */
  String classifier() {
    return classifier;
  }

  /** The system in the words of SQLite's jar. */
  String sqliteFolder() {
    return sqliteFolder;
  }

  /** As OCI tools write it. */
  @Override
  public String toString() {
    return SYSTEM + "/" + architecture;
  }
}
