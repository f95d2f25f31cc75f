package io.outport.dist.demo;

import io.outport.edge.EdgeServer;
import io.outport.edge.EdgeSettings;
import io.outport.hub.HubServer;
import io.outport.hubapi.model.ConnectionString;
import io.outport.oci.client.BlobSource;
import io.outport.oci.client.Credentials;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A hub and a site in one process, once through all that they do at their start. The build runs it
 * while the JVM records which classes are needed, so that later starts are quicker: first all that
 * commands do, then only what servers do that were set up before.
 */
public final class Rehearsal {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(20);

  /** Enough for the answers that come from memory, too. */
  private static final int READS = 5;

  private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

  private Rehearsal() {}

  /** Sets both up in an empty folder, and leaves what {@link #serve} goes on with. */
  public static void prepare(Path folder) throws IOException, InterruptedException {
    int port = freePort();
    URI address = URI.create("https://localhost:" + port);
    DemoHub hub = DemoHub.make(folder.resolve("hub"), port, address);
    var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (HubServer center = HubServer.start(HubServer.Settings.of(folder.resolve("hub"), listen))) {
      Credentials reader = hub.makeReader();
      ConnectionString connection = hub.makeSite();
      Digest pushed;
      try (RegistryClient client = Demo.client(center.endpoint(), hub.authority(), hub.pusher())) {
        pushed = push(client);
      }
      EdgeSettings settings =
          EdgeSettings.of(folder.resolve("site"), connection, "127.0.0.1", 0, List.of("localhost"));
      try (EdgeServer site = EdgeServer.start(settings);
          RegistryClient client =
              Demo.client(
                  URI.create("https://" + site.loginServer()),
                  site.certificateAuthority(),
                  reader)) {
        await(client, pushed);
        DemoContent.pull(client, DemoContent.FIRST, pushed);
      }
      new Props(port, connection, reader, pushed).write(folder);
    }
  }

  /** Starts both again and reads from them. */
  public static void serve(Path folder) throws IOException, InterruptedException {
    Props props = Props.read(folder);
    Path data = folder.resolve("hub");
    var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), props.port);
    EdgeSettings settings =
        EdgeSettings.of(
            folder.resolve("site"), props.connection, "127.0.0.1", 0, List.of("localhost"));
    try (HubServer center = HubServer.start(HubServer.Settings.of(data, listen));
        EdgeServer site = EdgeServer.start(settings)) {
      Path authority = data.resolve("tls").resolve("ca.crt");
      read(center.endpoint(), authority, props);
      read(URI.create("https://" + site.loginServer()), site.certificateAuthority(), props);
    }
  }

  private static void read(URI server, Path authority, Props props)
      throws IOException, InterruptedException {
    try (RegistryClient client = Demo.client(server, authority, props.reader)) {
      for (int i = 0; i < READS; i++) {
        DemoContent.pull(client, DemoContent.FIRST, props.pushed);
      }
    }
  }

  /** What one rehearsal leaves for the other; both folders go right after. */
  private record Props(int port, ConnectionString connection, Credentials reader, Digest pushed) {
    private static final String FILE = "props";

    void write(Path folder) throws IOException {
      Files.write(
          folder.resolve(FILE),
          List.of(
              Integer.toString(port),
              connection.toText(),
              reader.user(),
              reader.password(),
              pushed.toString()));
    }

    static Props read(Path folder) throws IOException {
      List<String> lines = Files.readAllLines(folder.resolve(FILE));
      return new Props(
          Integer.parseInt(lines.get(0)),
          ConnectionString.parse(lines.get(1)),
          new Credentials(lines.get(2), lines.get(3)),
          Digest.parse(lines.get(4)));
    }
  }

  private static Digest push(RegistryClient client) {
    Descriptor config = Descriptor.of(MediaType.EMPTY_JSON, Digest.ofBytes(CONFIG), CONFIG.length);
    client.pushBlob(DemoContent.REPOSITORY, config, BlobSource.of(CONFIG));
    String blob =
        "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
            .formatted(config.mediaType(), config.digest(), config.size());
    byte[] manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(MediaType.OCI_MANIFEST, blob, blob)
            .getBytes(StandardCharsets.UTF_8);
    client.pushManifest(
        DemoContent.REPOSITORY, DemoContent.FIRST, MediaType.OCI_MANIFEST, manifest);
    return Digest.ofBytes(manifest);
  }

  private static void await(RegistryClient site, Digest pushed) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!Demo.has(site, DemoContent.FIRST, pushed)) {
      if (System.nanoTime() > deadline) {
        throw new DemoFailure("the site did not get what was pushed");
      }
      Thread.sleep(LOOK);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
