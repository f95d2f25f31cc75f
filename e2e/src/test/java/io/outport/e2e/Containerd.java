package io.outport.e2e;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Programs;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A containerd of the test's own, with root, state and socket in one folder; needs root. */
final class Containerd implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Path folder;
  private final Process process;

  private Containerd(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  static Containerd start(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("hosts"));
    Path config = folder.resolve("config.toml");
    Files.writeString(
        config,
        """
        version = 2
        root = "%1$s/root"
        state = "%1$s/state"
        disabled_plugins = ["io.containerd.grpc.v1.cri"]
        [grpc]
          address = "%1$s/containerd.sock"
        """
            .formatted(folder));
    Process process =
        Command.of(Programs.find("containerd"), "--config", config.toString())
            .start(folder.resolve("log"));
    Containerd containerd = new Containerd(folder, process);
    containerd.awaitReady();
    return containerd;
  }

  /** Makes containerd trust a registry the way nodes do: a hosts.toml and a CA beside it. */
  void trust(Fleet.Registry registry) throws IOException {
    Path host = Files.createDirectories(folder.resolve("hosts").resolve(registry.host()));
    Files.write(host.resolve("ca.crt"), Files.readAllBytes(registry.ca()));
    Files.writeString(
        host.resolve("hosts.toml"),
        """
        server = "https://%1$s"
        [host."https://%1$s"]
          capabilities = ["pull", "resolve", "push"]
          ca = "%2$s"
        """
            .formatted(registry.host(), host.resolve("ca.crt")));
  }

  /** {@code ctr} against this containerd. */
  Command ctr(String... words) {
    return Command.of(Programs.find("ctr"), "-a", folder.resolve("containerd.sock").toString())
        .and("-n", "e2e")
        .and(words);
  }

  /** The flags that make {@code ctr images pull|push} use our trust and this login. */
  Command ctrImages(String verb, Fleet.Login login) {
    return ctr("images", verb, "--hosts-dir", folder.resolve("hosts").toString())
        .and("--user", login.pair());
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + START.toNanos();
    while (ctr("version").run().exit() != 0) {
      if (System.nanoTime() > deadline) {
        close();
        throw new AssertionError("containerd did not start, see " + folder.resolve("log"));
      }
      ServerProcess.pause(LOOK);
    }
  }
}
