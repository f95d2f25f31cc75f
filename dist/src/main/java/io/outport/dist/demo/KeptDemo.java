package io.outport.dist.demo;

import io.outport.cli.Contexts;
import io.outport.dist.image.FileTrees;
import io.outport.oci.client.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A demo that was left running: what to try with it, and how it ends. */
public final class KeptDemo {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private final Path folder;
  private final String hub;
  private final String site;
  private final Demo.Accounts accounts;

  private KeptDemo(Path folder, String hub, String site, Demo.Accounts accounts) {
    this.folder = folder;
    this.hub = hub;
    this.site = site;
    this.accounts = accounts;
  }

  /** Writes what the commands to try need: trust for each client, and the hub's context. */
  static KeptDemo prepare(Path folder, DemoServers servers, Demo.Accounts accounts)
      throws IOException {
    KeptDemo kept =
        new KeptDemo(
            folder,
            "localhost:" + servers.linkPort(),
            servers.siteAddress().getAuthority(),
            accounts);
    kept.writeTrust(kept.hub, accounts.hub().authority());
    kept.writeTrust(kept.site, servers.siteAuthority());
    Contexts.of(Map.of("OUTPORT_CONFIG_DIR", folder.resolve("config").toString()))
        .save(accounts.hub().context());
    return kept;
  }

  /** Prints the commands to try. */
  void tell(DemoPaper paper, String program) {
    String image = "%s:%s".formatted(DemoContent.REPOSITORY, DemoContent.FIRST);
    Credentials reader = accounts.reader();
    Credentials pusher = accounts.hub().pusher();
    paper.line(
        """

        Both keep running: the hub at %1$s, the site at %2$s. Try next:

          With skopeo: pull from the site; push to the hub, and see it arrive.
            skopeo copy --src-cert-dir %3$s/trust/%2$s --src-creds %4$s:%5$s \\
              docker://%2$s/%6$s oci:/tmp/outport-pulled:v1
            skopeo copy --src-cert-dir %3$s/trust/%2$s --src-creds %4$s:%5$s \\
              --dest-cert-dir %3$s/trust/%1$s --dest-creds %7$s:%8$s \\
              docker://%2$s/%6$s docker://%1$s/app/copy:v1

          With docker (as root, once: trust the site):
            mkdir -p /etc/docker/certs.d/%2$s
            cp %3$s/trust/%2$s/ca.crt /etc/docker/certs.d/%2$s/
            docker login %2$s --username %4$s --password %5$s
            docker run --rm %2$s/%6$s --version

          With containerd (as root):
            ctr images pull --hosts-dir %3$s/trust --user %4$s:%5$s %2$s/%6$s

          With Outport's own commands:
            export OUTPORT_CONFIG_DIR=%3$s/config
            %9$s connected-registry list
            %9$s token list

        End both and remove everything:

          %9$s demo --stop
        """
            .formatted(
                hub,
                site,
                folder,
                reader.user(),
                reader.password(),
                image,
                pusher.user(),
                pusher.password(),
                program));
  }

  /**
   * Ends the servers of demos that nobody leads any longer, and removes their folders.
   *
   * @param temporary where demos make their folders
   * @return the folders that were removed
   */
  public static List<Path> stopAll(Path temporary) throws IOException {
    try (Stream<Path> entries = Files.list(temporary)) {
      List<Path> folders =
          entries
              .filter(each -> String.valueOf(each.getFileName()).startsWith(DemoRun.FOLDER_PREFIX))
              .filter(Files::isWritable)
              .toList();
      return folders.stream().filter(KeptDemo::stop).toList();
    }
  }

  private static boolean stop(Path folder) {
    RunningNote note = RunningNote.in(folder);
    try {
      if (note.isLed()) {
        return false;
      }
      note.servers().forEach(KeptDemo::end);
      FileTrees.delete(folder);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }

  private static void end(ProcessHandle server) {
    server.destroy();
    try {
      server.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.destroyForcibly();
    } catch (ExecutionException | TimeoutException e) {
      server.destroyForcibly();
    }
  }

  /** One folder for skopeo, which reads {@code *.crt}, and containerd, which reads the other. */
  private void writeTrust(String host, Path authority) throws IOException {
    Path trust = Files.createDirectories(folder.resolve("trust").resolve(host));
    Path copied = trust.resolve("ca.crt");
    Files.copy(authority, copied);
    Files.writeString(
        trust.resolve("hosts.toml"),
        """
        server = "https://%1$s"

        [host."https://%1$s"]
          capabilities = ["pull", "resolve"]
          ca = "%2$s"
        """
            .formatted(host, copied));
  }
}
