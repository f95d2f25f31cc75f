package io.outport.dist.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JDK is taken for which platform, and the words for one that is not. */
final class TargetTest {
  private static final int ELF_MAGIC = 0x464c457f;
  private static final int X86_64 = 62;
  private static final int AARCH64 = 183;

  @TempDir private Path folder;

  @Test
  void takesThisMachineWhereNobodySaysOtherwise() {
    Target target = Target.usual();

    assertThat(target.isForeign()).isFalse();
    assertThat(target.linker()).isEqualTo(Path.of(System.getProperty("java.home")));
  }

  @Test
  void knowsPlatformsByTheNamesOfOci() {
    assertThat(Arrays.stream(Platform.values()).map(Platform::toString))
        .containsExactly("linux/amd64", "linux/arm64");
    assertThat(Platform.named("linux/arm64")).isEqualTo(Platform.ARM64);
    assertThatThrownBy(() -> Platform.named("linux/riscv64"))
        .isInstanceOf(Refusal.class)
        .hasMessage("there is no image for 'linux/riscv64': use linux/amd64 or linux/arm64");
  }

  @Test
  void linksForAnotherMachineFromModulesWithItsOwnLinker() throws IOException {
    Path jdk = jdk(processor(other()));
    Files.createFile(Files.createDirectory(jdk.resolve("jmods")).resolve("java.base.jmod"));

    Target target = Target.of(other(), jdk);

    assertThat(target.isForeign()).isTrue();
    assertThat(target.linker()).isEqualTo(Path.of(System.getProperty("java.home")));
    assertThat(target.modules()).isEqualTo(jdk.resolve("jmods"));
  }

  @Test
  void saysWhatAFolderLacks() throws IOException {
    assertRefused("%s is no JDK: it has no file 'release'".formatted(folder), folder);

    Path jdk = jdk(processor(other()));
    assertRefused(
        "%s has no jmods/java.base.jmod, so no runtime for %s can be made here"
            .formatted(jdk, other()),
        jdk);
  }

  @Test
  void refusesAJdkOfAnotherPlatformThanItWasNamedFor() throws IOException {
    Path jdk = jdk(processor(Platform.usual()));

    assertRefused(
        "the JDK in %s is for %s, not for %s".formatted(jdk, Platform.usual(), other()), jdk);
  }

  private static void assertRefused(String words, Path jdk) {
    assertThatThrownBy(() -> Target.of(other(), jdk))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.exit()).isEqualTo(Refusal.Exit.USAGE))
        .hasMessageStartingWith(words);
  }

  /** A folder with what tells a JDK and its platform: a release file, and a library's header. */
  private Path jdk(int processor) throws IOException {
    Path jdk = Files.createDirectories(folder.resolve("jdk"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
    ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0, ELF_MAGIC).putShort(18, (short) processor);
    Path server = Files.createDirectories(jdk.resolve("lib").resolve("server"));
    Files.write(server.resolve("libjvm.so"), header.array());
    return jdk;
  }

  private static int processor(Platform platform) {
    return platform == Platform.AMD64 ? X86_64 : AARCH64;
  }

  private static Platform other() {
    return Platform.usual() == Platform.AMD64 ? Platform.ARM64 : Platform.AMD64;
  }
}
