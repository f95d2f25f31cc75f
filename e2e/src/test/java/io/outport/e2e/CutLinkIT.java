package io.outport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Manifest;
import io.outport.testkit.CutPlan;
import io.outport.testkit.CuttingRelay;
import io.outport.testkit.FreePorts;
import io.outport.testkit.process.Command;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Fleet.Login;
import io.outport.testkit.process.Folders;
import io.outport.testkit.process.Programs;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Twenty images over a link that breaks every 1 to 50 MiB, into a site that is killed twenty times:
 * it must end complete, with at most 5 % more bytes over the link than the images have. The same
 * link is then given to two peers, which nobody kills.
 */
@Timeout(900)
class CutLinkIT {
  private static final int MIB = 1 << 20;
  private static final int IMAGES = 20;
  private static final int BIG_LAYER = 200 * MIB;
  private static final int SHARED_LAYERS = 3;
  private static final int SHARED_LAYER = 16 * MIB;
  private static final int KILLS = 20;
  private static final long LINK_BYTES_PER_SECOND = 24L * MIB;
  private static final double ALLOWED = 1.05;
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration PEER_PATIENCE = Duration.ofSeconds(60);
  private static final int PEER_ROUNDS = 2;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<String> table = new ArrayList<>();
  private Fleet fleet;
  private Login reader;
  private long uniqueBytes;

  @BeforeEach
  void fill() throws IOException {
    System.out.println("cut link: replay with -Dseed=" + seed);
    fleet = Fleet.start();
    reader = fleet.token("reader", "app/*", "content/read", "metadata/read");
    pushImages();
  }

  @AfterEach
  void end() throws IOException {
    fleet.close();
  }

  @Test
  void endsCompleteWithFivePercentExtraAtMost() throws Exception {
    ours();
    peers();

    String text = String.join(System.lineSeparator(), table);
    System.out.println(text);
    Files.writeString(Path.of("target/cut-link.txt"), text + System.lineSeparator());
  }

  private void ours() throws IOException {
    try (CuttingRelay relay = relay()) {
      int port = FreePorts.pick();
      String connection = throughRelay(fleet.site("shop1", "app/*", "reader"), relay);
      Command serve = fleet.serveSite("shop1", connection, port);
      long started = System.nanoTime();
      ServerProcess site = ServerProcess.launch(serve, fleet.folder().resolve("shop1.log"), port);
      fleet.own(site);

      killAtRandomMoments(site, relay);
      site.awaitListening();
      awaitAll("localhost:" + port, fleet.folder().resolve("shop1/tls/ca.crt"));

      long bytes = relay.downstreamBytes();
      row("outport, killed %d times".formatted(KILLS), true, bytes, relay.cuts(), started);
      assertThat((double) bytes / uniqueBytes).isLessThanOrEqualTo(ALLOWED);
    }
  }

  /** Points on the way of the bytes, so that each kill hits a transfer and not a start. */
  private void killAtRandomMoments(ServerProcess site, CuttingRelay relay) {
    long[] moments = random.longs(KILLS, 0, uniqueBytes * 95 / 100).sorted().toArray();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (long moment : moments) {
      while (relay.downstreamBytes() < moment) {
        assertThat(site.isAlive()).as("the site ended by itself: %s", site.log()).isTrue();
        assertThat(System.nanoTime()).as("no progress: %s", site.log()).isLessThan(deadline);
        ServerProcess.pause(LOOK);
      }
      site.kill();
      site.relaunch();
    }
  }

  private void awaitAll(String host, Path ca) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> missing = names();
    while (!missing.isEmpty()) {
      assertThat(System.nanoTime()).as("never came: %s", missing).isLessThan(deadline);
      missing.removeIf(name -> digest(host, ca, reader, name).exit() == 0);
      ServerProcess.pause(Duration.ofMillis(200));
    }
    for (String name : names()) {
      Path target = fleet.folder().resolve("pulled");
      crane(ca).and("pull", "--format=oci", host + "/app/" + name, target.toString());
      // crane checks every digest that it reads; validate reads all layers too.
      login(host, ca, reader);
      crane(ca).and("validate", "--remote", host + "/app/" + name).run().succeeded();
    }
  }

  private void peers() throws IOException {
    skopeoSync();
    distributionProxy();
  }

  private void skopeoSync() throws IOException {
    try (CuttingRelay relay = relay()) {
      Path target = fleet.folder().resolve("skopeo");
      Path certificates = certificates(fleet.hub().ca());
      long started = System.nanoTime();
      boolean complete = true;
      for (String name : names()) {
        complete &= syncOne(relay, target, certificates, name);
      }
      row(
          "skopeo sync, %d retries".formatted(3),
          complete,
          relay.downstreamBytes(),
          relay.cuts(),
          started);
      Folders.delete(target);
    }
  }

  private boolean syncOne(CuttingRelay relay, Path target, Path certificates, String name) {
    String source = "localhost:%d/app/%s".formatted(relay.port(), name);
    return Command.of(Programs.find("skopeo"), "sync", "--retry-times", "3")
            .and("--src", "docker", "--dest", "dir", "--src-creds", reader.pair())
            .and("--src-cert-dir", certificates.toString(), source, target.toString())
            .within(PEER_PATIENCE.multipliedBy(2))
            .run()
            .exit()
        == 0;
  }

  private void distributionProxy() throws IOException {
    try (CuttingRelay relay = relay()) {
      int port = FreePorts.pick();
      Path folder = Files.createDirectories(fleet.folder().resolve("distribution"));
      Path config = folder.resolve("config.yml");
      Files.writeString(config, proxyConfig(folder, port, relay));
      Command serve =
          Command.of(Programs.find("registry"), "serve", config.toString())
              .with("SSL_CERT_FILE", fleet.hub().ca().toString());
      long started = System.nanoTime();
      try (ServerProcess proxy = ServerProcess.start(serve, folder.resolve("log"), port)) {
        boolean complete = false;
        for (int round = 0; round < PEER_ROUNDS && !complete; round++) {
          complete = pullAllThrough(port);
        }
        row(
            "distribution 3.1.2 as proxy, %d pulls of each".formatted(PEER_ROUNDS),
            complete,
            relay.downstreamBytes(),
            relay.cuts(),
            started);
        assertThat(proxy.isAlive()).isTrue();
      }
    }
  }

  private boolean pullAllThrough(int port) throws IOException {
    boolean complete = true;
    for (String name : names()) {
      Path target = fleet.folder().resolve("through");
      complete &=
          Command.of(Programs.find("skopeo"), "copy", "--src-tls-verify=false")
                  .and("docker://localhost:%d/app/%s".formatted(port, name), "dir:" + target)
                  .within(PEER_PATIENCE)
                  .run()
                  .exit()
              == 0;
      Folders.delete(target);
    }
    return complete;
  }

  private String proxyConfig(Path folder, int port, CuttingRelay relay) {
    return """
    version: 0.1
    log: {level: error}
    storage: {filesystem: {rootdirectory: %s/data}}
    http: {addr: "127.0.0.1:%d"}
    proxy: {remoteurl: "https://localhost:%d", username: %s, password: "%s"}
    """
        .formatted(folder, port, relay.port(), reader.user(), reader.password());
  }

  private void pushImages() throws IOException {
    Layout layout = new Layout(fleet.folder().resolve("images"));
    List<Layout.Layer> shared = new ArrayList<>();
    for (int i = 0; i < SHARED_LAYERS; i++) {
      shared.add(layout.layer("shared" + i, noise(SHARED_LAYER)));
    }
    Map<String, Long> unique = new HashMap<>();
    for (int i = 0; i < IMAGES; i++) {
      int size = i == 0 ? BIG_LAYER : random.nextInt(4 * MIB, 14 * MIB);
      List<Layout.Layer> layers = new ArrayList<>(shared.subList(0, 1 + i % SHARED_LAYERS));
      layers.add(layout.layer("own" + i, noise(size)));
      Descriptor image = layout.image("linux", "amd64", layers);
      layout.tag("image" + i, image);
      count(layout, image, unique);
    }
    uniqueBytes = unique.values().stream().mapToLong(Long::longValue).sum();
    for (int i = 0; i < IMAGES; i++) {
      Command.of(Programs.find("skopeo"), "copy", "--preserve-digests")
          .and("--dest-creds", fleet.admin().pair())
          .and("--dest-cert-dir", certificates(fleet.hub().ca()).toString())
          .and("oci:" + layout.folder() + ":image" + i)
          .and("docker://%s/app/image%d:v1".formatted(fleet.hub().host(), i))
          .run()
          .succeeded();
    }
    Folders.delete(layout.folder());
  }

  private static void count(Layout layout, Descriptor image, Map<String, Long> unique)
      throws IOException {
    Path file = layout.folder().resolve("blobs/sha256").resolve(image.digest().hex());
    Manifest manifest = Manifest.parse(image.mediaType(), Files.readAllBytes(file));
    manifest.blobs().forEach(blob -> unique.put(blob.digest().toString(), blob.size()));
  }

  private CuttingRelay relay() throws IOException {
    InetSocketAddress hub =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), fleet.hubPort());
    CuttingRelay relay = CuttingRelay.start(hub, CutPlan.random(random, MIB, 50L * MIB));
    relay.setBytesPerSecond(LINK_BYTES_PER_SECOND);
    return relay;
  }

  private String throughRelay(String connection, CuttingRelay relay) {
    return connection.replace("localhost:" + fleet.hubPort(), "localhost:" + relay.port());
  }

  /** A folder as skopeo wants it: every {@code *.crt} in it is trusted. */
  private Path certificates(Path ca) throws IOException {
    Path folder = Files.createDirectories(fleet.folder().resolve("trust"));
    Files.write(folder.resolve("ca.crt"), Files.readAllBytes(ca));
    return folder;
  }

  private Command.Result digest(String host, Path ca, Login login, String name) {
    login(host, ca, login);
    return crane(ca).and("digest", host + "/app/" + name).run();
  }

  private void login(String host, Path ca, Login login) {
    crane(ca)
        .and("auth", "login", "-u", login.user(), "-p", login.password(), host)
        .run()
        .succeeded();
  }

  private Command crane(Path ca) {
    return Command.of(Programs.find("crane"))
        .with("SSL_CERT_FILE", ca.toString())
        .with("DOCKER_CONFIG", fleet.folder().resolve("docker").toString());
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      names.add("image%d:v1".formatted(i));
    }
    return names;
  }

  private byte[] noise(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private void row(String who, boolean complete, long bytes, long cuts, long started) {
    table.add(
        "%-42s complete %-5s %5d MiB over the link, %.3f x of %d MiB, %d cuts, %d s"
            .formatted(
                who,
                complete,
                bytes / MIB,
                (double) bytes / uniqueBytes,
                uniqueBytes / MIB,
                cuts,
                Duration.ofNanos(System.nanoTime() - started).toSeconds()));
  }
}
