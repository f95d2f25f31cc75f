package io.outport.dist.demo;

import io.outport.dist.image.BuiltImage;
import io.outport.hubapi.model.ConnectionString;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.Credentials;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryEndpoint;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.Tag;
import io.outport.pki.TrustBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The steps of the demo, in the order in which they are printed. */
final class Demo implements AutoCloseable {
  private static final long LINK_BYTES_PER_SECOND = 16L << 20;
  private static final double ALLOWED = 1.05;
  private static final Duration SYNC_LIMIT = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration SHOW = Duration.ofMillis(700);

  private final Path folder;
  private final DemoPaper paper;
  private final Function<List<String>, List<String>> commandLine;
  private final int linkPort;
  private final int hubPort;
  private final int sitePort;
  private @Nullable DemoLink link;
  private @Nullable DemoProcess hubProcess;
  private @Nullable DemoProcess siteProcess;

  /** Starts our own program again by this command line. */
  Demo(Path folder, DemoPaper paper, Function<List<String>, List<String>> commandLine)
      throws IOException {
    this.folder = folder;
    this.paper = paper;
    this.commandLine = commandLine;
    this.linkPort = freePort();
    this.hubPort = freePort();
    this.sitePort = freePort();
  }

  /** What is left running, for {@code --keep}. */
  record Kept(DemoHub hub, Credentials reader, Path siteAuthority, long hubPid, long sitePid) {}

  /** Runs all steps; throws {@link DemoFailure} at the first promise that is broken. */
  Kept run(Function<Path, BuiltImage> imageBuilder, Path imageFolder)
      throws IOException, InterruptedException {
    BuiltImage image = buildImage(imageBuilder, imageFolder);
    DemoContent content = new DemoContent(image);
    DemoHub hub = startHub();
    Credentials reader = hub.makeReader();
    ConnectionString connection = hub.makeSite();
    Digest referrer = push(hub, content);
    Path siteAuthority = folder.resolve("site").resolve("tls").resolve("ca.crt");
    link = DemoLink.open(linkPort, hubPort, LINK_BYTES_PER_SECOND, cutAfter(content));
    startSite(connection);
    try (RegistryClient site = client(siteUri(), siteAuthority, reader)) {
      syncFirst(site, content, referrer);
      syncNext(site, hub, content);
      stopHub();
      pullOffline(site, content, referrer);
    }
    return new Kept(hub, reader, siteAuthority, 0, requireSite().pid());
  }

  /** Starts the hub again where the link was, so that both stay reachable without this process. */
  long restartHub() throws IOException, InterruptedException {
    if (link != null) {
      link.close();
    }
    hubProcess = serveHub(linkPort);
    return hubProcess.pid();
  }

  /** Lets go of the processes, so that {@link #close} leaves them alone. */
  void leaveRunning() {
    hubProcess = null;
    siteProcess = null;
  }

  URI siteUri() {
    return URI.create("https://localhost:" + sitePort);
  }

  URI hubUri() {
    return URI.create("https://localhost:" + linkPort);
  }

  @Override
  public void close() throws IOException {
    if (siteProcess != null) {
      siteProcess.close();
    }
    if (hubProcess != null) {
      hubProcess.close();
    }
    if (link != null) {
      link.close();
    }
  }

  private BuiltImage buildImage(Function<Path, BuiltImage> builder, Path target) {
    paper.step("Build Outport's own image, from scratch");
    BuiltImage image = builder.apply(target);
    paper.note(
        "%s, %s%s",
        DemoPaper.mib(image.bytes()),
        image.manifest().digest().toString().substring(0, 19),
        image.reused() ? " (built before)" : "");
    if (!image.runnable()) {
      paper.note("this machine has no glibc: the image lacks system libraries");
    }
    return image;
  }

  private DemoHub startHub() throws IOException, InterruptedException {
    paper.step("Start a hub over HTTPS");
    DemoHub hub = DemoHub.make(folder.resolve("hub"), linkPort, hubPort);
    hubProcess = serveHub(hubPort);
    paper.note("%s, its own certificate authority", hub.direct());
    return hub;
  }

  private DemoProcess serveHub(int port) throws IOException, InterruptedException {
    List<String> serve =
        List.of(
            "hub",
            "serve",
            "--data",
            folder.resolve("hub").toString(),
            "--listen",
            "127.0.0.1:" + port);
    return DemoProcess.start("hub", commandLine.apply(serve), folder.resolve("hub.log"), port);
  }

  private Digest push(DemoHub hub, DemoContent content) throws IOException {
    paper.step("Push the image, and a bill of materials that refers to it");
    try (RegistryClient client = client(hub.direct(), hub.authorityFile(), hub.administrator())) {
      content.pushImage(client);
      Digest referrer = content.pushReferrer(client);
      paper.note("%s:%s, %s", DemoContent.REPOSITORY, DemoContent.FIRST, mib(content.bytes()));
      return referrer;
    }
  }

  private void startSite(ConnectionString connection) throws IOException, InterruptedException {
    paper.step("Start a site behind a link of 16 MiB/s that will break once");
    Path file = folder.resolve("site.connection");
    Files.writeString(file, connection.toText());
    List<String> serve =
        List.of(
            "edge",
            "serve",
            "--connection-string-file",
            file.toString(),
            "--data",
            folder.resolve("site").toString(),
            "--listen",
            "127.0.0.1:" + sitePort);
    siteProcess =
        DemoProcess.start("site", commandLine.apply(serve), folder.resolve("site.log"), sitePort);
    paper.note("%s, activated as '%s'", siteUri(), DemoHub.SITE);
  }

  private void syncFirst(RegistryClient site, DemoContent content, Digest referrer)
      throws IOException, InterruptedException {
    paper.step("Follow the first sync");
    DemoLink down = requireLink();
    await(
        "the image at the site",
        () ->
            resolves(site, DemoContent.FIRST)
                && site
                    .listReferrers(
                        DemoContent.REPOSITORY,
                        site.resolve(DemoContent.REPOSITORY, DemoContent.FIRST)
                            .map(Descriptor::digest)
                            .orElseThrow())
                    .stream()
                    .anyMatch(each -> each.digest().equals(referrer)),
        content.bytes());
    double ratio = (double) down.carried() / content.bytes();
    paper.note("complete: %s over the link", mib(down.carried()));
    String times = String.format(Locale.ROOT, "%.3f x the image", ratio);
    paper.prove("the link broke in the middle of the biggest layer", down.wasCut(), "once");
    paper.prove(
        "and the transfer went on where it stood",
        down.wasCut() && ratio <= ALLOWED,
        "%s for %s, %s".formatted(mib(down.carried()), mib(content.bytes()), times));
  }

  private void syncNext(RegistryClient site, DemoHub hub, DemoContent content)
      throws IOException, InterruptedException {
    paper.step("Push a next version, which shares its layers");
    long before = requireLink().carried();
    Digest next;
    try (RegistryClient client = client(hub.direct(), hub.authorityFile(), hub.administrator())) {
      next = content.pushNextVersion(client);
    }
    long pushed = System.nanoTime();
    await(
        "the next version at the site",
        () ->
            site.resolve(DemoContent.REPOSITORY, DemoContent.SECOND)
                .map(Descriptor::digest)
                .filter(next::equals)
                .isPresent(),
        0);
    Duration took = Duration.ofNanos(System.nanoTime() - pushed);
    long bytes = requireLink().carried() - before;
    paper.note("at the site after %d ms, %d KiB over the link", took.toMillis(), bytes >> 10);
    paper.prove(
        "a push reaches the site within 2 s", took.toMillis() < 2000, took.toMillis() + " ms");
    paper.prove(
        "layers that the site holds are not fetched again",
        bytes < content.bytes() / 20,
        "%d KiB for an image of %s".formatted(bytes >> 10, mib(content.bytes())));
  }

  private void stopHub() throws InterruptedException {
    paper.step("Stop the hub");
    DemoProcess hub = hubProcess;
    if (hub == null) {
      throw new DemoFailure("there is no hub to stop");
    }
    hub.stop();
    paper.note("no process, no port");
    paper.prove(
        "the hub is gone", !hub.isAlive() && refuses(hubPort), "port %d".formatted(hubPort));
  }

  private void pullOffline(RegistryClient site, DemoContent content, Digest referrer) {
    paper.step("Pull everything from the site, certificates and digests checked");
    long bytes = DemoContent.pull(site, DemoContent.FIRST);
    bytes += DemoContent.pull(site, DemoContent.SECOND);
    bytes += DemoContent.pull(site, Reference.of(referrer));
    paper.note("%s, every digest right", mib(bytes));
    paper.prove(
        "the site serves all of it without the hub, sign-in included",
        bytes >= 2 * content.bytes(),
        "%s pulled over HTTPS".formatted(mib(bytes)));
  }

  /** Waits, and shows the bytes that come down meanwhile. */
  private void await(String what, BooleanSupplier there, long expected)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SYNC_LIMIT.toNanos();
    long shown = System.nanoTime();
    long last = requireLink().carried();
    boolean cutShown = requireLink().wasCut();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() > deadline || !requireSite().isAlive()) {
        throw new DemoFailure(
            "%s did not come; the site's log: %s".formatted(what, requireSite().logLines()));
      }
      if (requireLink().wasCut() && !cutShown) {
        cutShown = true;
        paper.note("the link breaks");
      }
      long now = System.nanoTime();
      if (expected > 0 && now - shown >= SHOW.toNanos()) {
        long carried = requireLink().carried();
        double rate = (carried - last) * 1e9 / (now - shown);
        paper.note("%s of %s, %s/s", mib(carried), mib(expected), mib((long) rate));
        shown = now;
        last = carried;
      }
      Thread.sleep(LOOK);
    }
  }

  private static boolean resolves(RegistryClient site, Tag tag) {
    return site.resolve(DemoContent.REPOSITORY, tag).isPresent();
  }

  private static long cutAfter(DemoContent content) {
    // The layers come in the image's order; half of the biggest is in the middle of the biggest.
    return content.biggestLayer() / 2;
  }

  private static RegistryClient client(URI uri, Path authority, Credentials credentials)
      throws IOException {
    TrustBundle trust = TrustBundle.ofPem(Files.readString(authority));
    return RegistryClient.create(
        RegistryEndpoint.of(uri).withTls(trust.clientContext()).withCredentials(credentials),
        ClientSettings.defaults());
  }

  private static boolean refuses(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException ignored) {
      // Somebody still listens there.
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return probe.getLocalPort();
    }
  }

  private DemoLink requireLink() {
    return Optional.ofNullable(link).orElseThrow(() -> new DemoFailure("there is no link"));
  }

  private DemoProcess requireSite() {
    return Optional.ofNullable(siteProcess).orElseThrow(() -> new DemoFailure("there is no site"));
  }

  private static String mib(long bytes) {
    return DemoPaper.mib(bytes);
  }
}
