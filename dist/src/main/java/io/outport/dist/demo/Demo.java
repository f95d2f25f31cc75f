package io.outport.dist.demo;

import static io.outport.dist.demo.DemoPaper.mib;

import io.outport.dist.image.BuiltImage;
import io.outport.hubapi.model.ConnectionString;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.Credentials;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryEndpoint;
import io.outport.oci.client.RegistryException;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.Reference;
import io.outport.oci.model.Tag;
import io.outport.pki.TrustBundle;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The steps of the demo, in the order in which they are printed. */
final class Demo {
  private static final long LINK_BYTES_PER_SECOND = 16L << 20;
  private static final double MOST_OF_IMAGE = 1.05;
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);
  private static final int NEWS_SHARE = 20;
  private static final Duration SYNC_LIMIT = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(25);
  private static final Duration SHOW = Duration.ofSeconds(1);

  private final Path folder;
  private final Path jars;
  private final DemoServers servers;
  private final DemoPaper paper;

  Demo(Path folder, Path jars, DemoServers servers, DemoPaper paper) {
    this.folder = folder;
    this.jars = jars;
    this.servers = servers;
    this.paper = paper;
  }

  /** Who may do what, for those who go on from here. */
  record Accounts(DemoHub hub, Credentials reader) {}

  /** What was pushed, to compare what is pulled with. */
  private record Pushed(Digest image, Digest referrer, Digest next) {}

  /** Runs all steps; throws {@link DemoFailure} where it cannot go on. */
  Accounts run(Supplier<BuiltImage> imageBuilder) throws IOException, InterruptedException {
    DemoContent content = DemoContent.of(buildImage(imageBuilder));
    DemoHub hub = startHub();
    Credentials reader = hub.makeReader();
    ConnectionString connection = hub.makeSite();
    try (RegistryClient center = client(servers.hubAddress(), hub.authority(), hub.pusher())) {
      Digest referrer = push(center, content);
      startSite(connection, content);
      try (RegistryClient site = siteClient(reader)) {
        followFirstSync(site, content, referrer);
        Digest next = pushNextVersion(center, site, content);
        stopHub();
        pullOffline(site, content, new Pushed(content.digest(), referrer, next));
        refuseOffline(hub, reader);
      }
    }
    return new Accounts(hub, reader);
  }

  private BuiltImage buildImage(Supplier<BuiltImage> builder) {
    paper.step("Build a real image: Outport's own, from scratch");
    BuiltImage image = builder.get();
    String digest = image.manifest().digest().toString().substring(0, 19);
    paper.note(
        "%s, %s…%s".formatted(mib(image.bytes()), digest, image.reused() ? ", built before" : ""));
    if (!image.runnable()) {
      paper.note("without system libraries: this machine is no Linux with glibc");
    }
    return image;
  }

  private DemoHub startHub() throws IOException, InterruptedException {
    paper.step("Start a hub, with a certificate authority of its own");
    DemoHub hub = DemoHub.make(servers.hubFolder(), servers.linkPort(), servers.hubAddress());
    servers.startHub();
    paper.note(servers.hubAddress().toString());
    return hub;
  }

  private Digest push(RegistryClient hub, DemoContent content) throws IOException {
    paper.step("Push the image, and a bill of materials that refers to it");
    content.pushImage(hub);
    Digest referrer = content.pushReferrer(hub, MaterialsDocument.write(jars, content.digest()));
    paper.note("%s:%s".formatted(DemoContent.REPOSITORY, DemoContent.FIRST));
    return referrer;
  }

  private void startSite(ConnectionString connection, DemoContent content)
      throws IOException, InterruptedException {
    paper.step(
        "Start a site, behind a link of %s/s that will break once"
            .formatted(mib(LINK_BYTES_PER_SECOND)));
    servers.startLink(LINK_BYTES_PER_SECOND, content.biggestLayer() / 2);
    servers.startSite(connection);
    paper.note("%s, activated as '%s'".formatted(servers.siteAddress(), DemoHub.SITE));
  }

  private void followFirstSync(RegistryClient site, DemoContent content, Digest referrer)
      throws IOException, InterruptedException {
    paper.step("Follow the first sync");
    await(() -> has(site, DemoContent.FIRST, content.digest()), content.bytes());
    await(() -> refersTo(site, content.digest(), referrer), content.bytes());
    long carried = servers.link().carried();
    double ratio = (double) carried / content.bytes();
    paper.note("complete, after %s over the link".formatted(mib(carried)));
    Optional<SiteLog.Cut> cut = servers.siteLog().findCut();
    paper.prove(
        "the link broke in the middle of a layer, and the transfer went on there",
        servers.link().wasCut() && cut.isPresent(),
        cut.map(at -> "at %s of %s".formatted(mib(at.done()), mib(at.size())))
            .orElse("no transfer was cut"));
    paper.prove(
        "the link carried little more than the image",
        ratio <= MOST_OF_IMAGE,
        String.format(Locale.ROOT, "%s for %s: × %.3f", mib(carried), mib(content.bytes()), ratio));
  }

  private Digest pushNextVersion(RegistryClient hub, RegistryClient site, DemoContent content)
      throws IOException, InterruptedException {
    paper.step("Push a next version, which shares its layers");
    long before = servers.link().carried();
    Digest next = content.pushNextVersion(hub, folder.resolve("next"));
    long pushed = System.nanoTime();
    await(() -> has(site, DemoContent.SECOND, next), 0);
    Duration took = Duration.ofNanos(System.nanoTime() - pushed);
    long carried = servers.link().carried() - before;
    paper.note(
        "at the site after %d ms, %d KiB over the link".formatted(took.toMillis(), carried >> 10));
    paper.prove(
        "a push is at the site within 2 s",
        took.compareTo(LONGEST_DELAY) < 0,
        took.toMillis() + " ms");
    paper.prove(
        "what the site holds already was not fetched again",
        carried < content.bytes() / NEWS_SHARE,
        "%d KiB for an image of %s".formatted(carried >> 10, mib(content.bytes())));
    return next;
  }

  private void stopHub() throws InterruptedException {
    paper.step("Stop the hub");
    boolean gone = servers.stopHub();
    paper.note(gone ? "no process, no open port" : "it is still there");
    paper.prove("the hub is gone", gone, servers.hubAddress().getAuthority() + " is closed");
  }

  private void pullOffline(RegistryClient site, DemoContent content, Pushed pushed)
      throws IOException {
    paper.step("Pull everything from the site, checking its certificate and every digest");
    long bytes = DemoContent.pull(site, DemoContent.FIRST, pushed.image());
    bytes += DemoContent.pull(site, DemoContent.SECOND, pushed.next());
    bytes += DemoContent.pull(site, Reference.of(pushed.referrer()), pushed.referrer());
    boolean referrerIsListed = refersTo(site, pushed.image(), pushed.referrer());
    paper.note("%s, every digest right".formatted(mib(bytes)));
    paper.prove(
        "both versions and the bill of materials come from the site, byte for byte",
        bytes > 2 * content.bytes() && referrerIsListed,
        mib(bytes) + " over HTTPS");
  }

  private void refuseOffline(DemoHub hub, Credentials reader) throws IOException {
    paper.step("Try what must not work");
    URI site = servers.siteAddress();
    Path authority = servers.siteAuthority();
    String wrong = refusal(site, authority, new Credentials(reader.user(), "wrong"), false);
    String push = refusal(site, authority, reader, true);
    String foreign = refusal(site, hub.authority(), reader, false);
    paper.note("a wrong password: " + wrong);
    paper.note("a push to this site, which is read-only: " + push);
    paper.note("a client that trusts only the hub's authority: " + foreign);
    paper.prove("the site refuses a wrong password", wrong.equals("UNAUTHORIZED"), wrong);
    paper.prove("the site refuses pushes", push.equals("DENIED"), push);
    paper.prove(
        "clients refuse a site that they do not trust", foreign.equals("UNTRUSTED"), foreign);
  }

  /** In which way a pull or push fails. */
  private static String refusal(URI site, Path authority, Credentials account, boolean push)
      throws IOException {
    try (RegistryClient client = client(site, authority, account)) {
      if (push) {
        byte[] document = "{}".getBytes(StandardCharsets.UTF_8);
        client.pushManifest(
            DemoContent.REPOSITORY, new Tag("pushed"), MediaType.OCI_MANIFEST, document);
      } else {
        client.fetchManifest(DemoContent.REPOSITORY, DemoContent.FIRST);
      }
      return "not refused";
    } catch (RegistryException refused) {
      return refused.kind().name();
    }
  }

  /** Waits, and shows the bytes that come down meanwhile, where some are expected. */
  private void await(BooleanSupplier there, long expected) throws InterruptedException {
    long deadline = System.nanoTime() + SYNC_LIMIT.toNanos();
    long shownAt = System.nanoTime();
    long shown = servers.link().carried();
    boolean cutShown = servers.link().wasCut();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() > deadline || !servers.siteIsAlive()) {
        throw new DemoFailure("the site did not get what was pushed");
      }
      if (servers.link().wasCut() && !cutShown) {
        cutShown = true;
        paper.note("— the link breaks —");
      }
      long now = System.nanoTime();
      if (expected > 0 && now - shownAt >= SHOW.toNanos()) {
        long carried = servers.link().carried();
        long rate = (carried - shown) * SHOW.toNanos() / (now - shownAt);
        paper.note("%s of %s at %s/s".formatted(mib(carried), mib(expected), mib(rate)));
        shownAt = now;
        shown = carried;
      }
      Thread.sleep(LOOK);
    }
  }

  static boolean has(RegistryClient site, Tag tag, Digest digest) {
    return site.resolve(DemoContent.REPOSITORY, tag)
        .filter(found -> found.digest().equals(digest))
        .isPresent();
  }

  private static boolean refersTo(RegistryClient site, Digest subject, Digest referrer) {
    return site.listReferrers(DemoContent.REPOSITORY, subject).stream()
        .anyMatch(each -> each.digest().equals(referrer));
  }

  private RegistryClient siteClient(Credentials reader) throws IOException {
    return client(servers.siteAddress(), servers.siteAuthority(), reader);
  }

  static RegistryClient client(URI uri, Path authority, Credentials credentials)
      throws IOException {
    TrustBundle trust = TrustBundle.ofPem(Files.readString(authority));
    return RegistryClient.create(
        RegistryEndpoint.of(uri).withTls(trust.clientContext()).withCredentials(credentials),
        ClientSettings.defaults().withMaxAttempts(1));
  }
}
