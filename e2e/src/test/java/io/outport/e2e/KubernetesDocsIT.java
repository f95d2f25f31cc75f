package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@code docs/kubernetes.md} tells people to type works as it stands on a real Kubernetes, and
 * prints what the page shows.
 */
@Tag("cluster")
@Timeout(1800)
class KubernetesDocsIT {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final String PAGE = "docs/kubernetes.md";
  private static final String SHOW = "outport k8s-extension show -c site1 -n shop1 -o table";
  private static final String REFUSED =
      "outport k8s-extension show -c site1 -n shop2"
          + " --query 'properties.errorInfo.details[].message' -o tsv";
  private static final String TROUBLESHOOT = "outport k8s-extension troubleshoot -c site1 -n shop1";

  private static final List<Volatile> VOLATILES =
      List.of(
          new Volatile(
              "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "2026-11-26T12:00:00Z"),
          new Volatile(
              "(outport-agent|shop1)-[0-9a-f]{6,10}-[a-z0-9]{5}\\b", "$1-7c9d5b6f88-x2x4q"),
          new Volatile("(shop1-[a-z-]+)-(?!tls)[a-z0-9]{5}(?=[/. ]|$)", "$1-k8m2p"),
          new Volatile("(service\\.clusterIP=)10\\.96\\.\\d+\\.\\d+", "$110.96.0.51"),
          new Volatile("^(\\S+) +(\\d+|BYTES)$", "$1"));

  /** What is another each time, and what the page has in its place. */
  private record Volatile(String pattern, String instead) {
    String fix(String text) {
      return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).replaceAll(instead);
    }
  }

  @Test
  void runsEveryCommandOfThePageAndPrintsItsScreens() throws IOException {
    try (ClusterSite cluster = ClusterSite.start(System.getProperty("outport.containerd", "1.6"));
        ClusterHub hub = ClusterHub.start(cluster)) {
      Path folder = Files.createDirectories(hub.folder().resolve("reader"));
      cluster.trust(hub.address(), hub.folder().resolve("hub/tls/ca.crt"));
      List<String> before = cluster.nodeFiles();
      link(folder, "image", "outport.image");
      link(folder, "agent-image", "outport.agentImage");
      page().run(folder, environment(hub, folder), LIMIT);

      Screens screens = Screens.of(PAGE);
      screens.shows("healthy", printed(folder, "healthy"));
      screens.shows("refused", printed(folder, "refused"));
      screens.shows("troubleshoot", printed(folder, "troubleshoot"));
      assertThat(cluster.nodeFiles()).isEqualTo(before);
      for (String secret :
          List.of("nodes1.json", "shop1.yaml", "shop1-tls.yaml", "shop1-troubleshoot.tar.gz")) {
        assertThat(Files.getPosixFilePermissions(folder.resolve(secret)))
            .as(secret)
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  private static Page page() throws IOException {
    return Page.read(PAGE)
        .with(SHOW + "\n", shown(SHOW, "healthy"))
        .with(REFUSED + "\n", shown(REFUSED, "refused"))
        .with(TROUBLESHOOT + "\n", shown(TROUBLESHOOT, "troubleshoot"));
  }

  /** Here, hub and cluster are in networks of their own. */
  private static Command environment(ClusterHub hub, Path folder) throws IOException {
    Path programs = Files.createDirectories(folder.resolve("programs"));
    program(programs.resolve("kubectl"), ClusterSite.script() + " net kubectl");
    program(programs.resolve("outport"), ClusterSite.script() + " centre " + Programs.outport());
    return hub.environment(Command.of("bash")).with("PATH", programs + ":" + System.getenv("PATH"));
  }

  private static void program(Path file, String words) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(file, "#!/bin/sh\nexec %s \"$@\"\n".formatted(words));
  }

  /** The command as it is, and what it prints in a file too. */
  private static String shown(String command, String screen) {
    return "%s 2>&1 | tee %s.screen%n".formatted(command, screen);
  }

  private static void link(Path folder, String name, String property) throws IOException {
    Files.createSymbolicLink(
        folder.resolve(name), Path.of(System.getProperty(property)).toAbsolutePath());
  }

  private static String printed(Path folder, String screen) throws IOException {
    String text = Files.readString(folder.resolve(screen + ".screen"));
    for (Volatile each : VOLATILES) {
      text = each.fix(text);
    }
    return text.lines().map(String::stripTrailing).reduce("", (all, line) -> all + line + "\n");
  }
}
