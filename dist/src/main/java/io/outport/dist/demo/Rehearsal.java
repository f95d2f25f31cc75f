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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A hub and a site in one process, once through all that they do at their start. The build runs it
 * while the JVM records which classes are needed, so that later starts are quicker.
 */
public final class Rehearsal {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

  private Rehearsal() {}

  /** Runs it in an empty folder. */
  public static void run(Path folder) throws IOException, InterruptedException {
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
