package io.outport.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Descriptor;
import io.outport.testkit.FreePorts;
import io.outport.testkit.process.Command;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Fleet.Login;
import io.outport.testkit.process.Fleet.Registry;
import io.outport.testkit.process.Folders;
import io.outport.testkit.process.Programs;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Real clients with real content: each pushes to the hub and pulls from the site, certificates and
 * digests verified; then the hub goes, and all of them pull again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(900)
class ClientsIT {
  private static final Duration ARRIVAL = Duration.ofSeconds(60);
  private static final Duration PROMISE = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Map<String, Descriptor> pushed = new LinkedHashMap<>();
  private Fleet fleet;
  private Login pusher;
  private Login reader;
  private Registry site;
  private String connection;
  private Containerd containerd;
  private Layout layout;

  @BeforeAll
  void start() throws IOException {
    fleet = Fleet.start();
    pusher = fleet.token("pusher", "app/*", "content/read", "content/write", "metadata/read");
    reader = fleet.token("reader", "app/*", "content/read", "metadata/read");
    connection = fleet.site("shop1", "app/*", "reader");
    site = fleet.startSite("shop1", connection);
    containerd = Containerd.start(Files.createDirectories(fleet.folder().resolve("containerd")));
    containerd.trust(fleet.hub());
    containerd.trust(site);
    layout = content();
    logIn(fleet.hub(), pusher);
    logIn(site, reader);
  }

  @AfterAll
  void end() throws IOException {
    containerd.close();
    fleet.close();
  }

  @Test
  @Order(1)
  void skopeoPushesDebian() throws IOException {
    skopeo("copy", "--preserve-digests", "--dest-creds", pusher.pair())
        .and("--dest-cert-dir", trust(fleet.hub()).toString())
        .and("oci:" + layout.folder() + ":debian-v1")
        .and("docker://" + fleet.hub().host() + "/app/debian:v1")
        .run()
        .succeeded();
    arrives("app/debian:v1", "debian-v1");
  }

  @Test
  @Order(1)
  void cranePushesTheNextDebianWhichReusesTheFirstOnesLayer() {
    crane(fleet.hub())
        .and("push", single("debian-v2").toString(), fleet.hub().host() + "/app/debian:v2")
        .run()
        .succeeded();
    arrives("app/debian:v2", "debian-v2");
  }

  @Test
  @Order(1)
  void skopeoPushesAnIndexOfTwoPlatforms() throws IOException {
    skopeo("copy", "--all", "--preserve-digests", "--dest-creds", pusher.pair())
        .and("--dest-cert-dir", trust(fleet.hub()).toString())
        .and("oci:" + layout.folder() + ":platforms")
        .and("docker://" + fleet.hub().host() + "/app/platforms:v1")
        .run()
        .succeeded();
    arrives("app/platforms:v1", "platforms");
  }

  @Test
  @Order(1)
  void orasPushesAZstdLayer() {
    oras(pusher)
        .and("cp", "--from-oci-layout", layout.folder() + ":zstd")
        .and("--to-plain-http=false", "--to-ca-file", fleet.hub().ca().toString())
        .and("--to-username", pusher.user(), "--to-password", pusher.password())
        .and(fleet.hub().host() + "/app/zstd:v1")
        .run()
        .succeeded();
    arrives("app/zstd:v1", "zstd");
  }

  @Test
  @Order(1)
  void containerdPushesAnEmptyLayer() {
    String name = fleet.hub().host() + "/app/empty:v1";
    Path archive = fleet.folder().resolve("empty.tar");
    skopeo("copy", "oci:" + layout.folder() + ":empty", "oci-archive:" + archive + ":" + name)
        .run()
        .succeeded();
    containerd.ctr("images", "import", "--digests", archive.toString()).run().succeeded();
    containerd.ctr("images", "tag", "--force", importedName(), name).run().succeeded();
    containerd.ctrImages("push", pusher).and(name).run().succeeded();
    arrives("app/empty:v1", "empty");
  }

  @Test
  @Order(2)
  void orasAttachesTwoReferrersThatTravelWithTheImage() throws IOException {
    attach("application/spdx+json", "{\"spdxVersion\":\"SPDX-2.3\"}");
    attach("application/vnd.in-toto+json", "{\"_type\":\"statement\"}");

    String image = site.host() + "/app/debian:v1";
    long deadline = System.nanoTime() + ARRIVAL.toNanos();
    while (true) {
      String found = discover(image);
      if (found.contains("application/spdx+json")
          && found.contains("application/vnd.in-toto+json")) {
        return;
      }
      assertThat(System.nanoTime()).as("referrers at the site: %s", found).isLessThan(deadline);
      ServerProcess.pause(LOOK);
    }
  }

  @Test
  @Order(2)
  void aPushIsAtTheSiteWithinTwoSeconds() throws IOException {
    Layout small = new Layout(fleet.folder().resolve("small"));
    Layout.Layer layer = small.layer("hello", "hello".getBytes(StandardCharsets.UTF_8));
    Descriptor image = small.image("linux", "amd64", List.of(layer));
    small.tag("small", image);
    pushed.put("small", image);
    crane(fleet.hub())
        .and("push", small.folder().toString(), fleet.hub().host() + "/app/small:v1")
        .run()
        .succeeded();

    Duration took = arrives("app/small:v1", "small");

    System.out.println("a push was at the site after " + took.toMillis() + " ms");
    assertThat(took).isLessThan(PROMISE);
  }

  @TestFactory
  @Order(3)
  Stream<DynamicTest> pullsFromTheSite() {
    return pulls();
  }

  @Test
  @Order(4)
  void deniesAPushToTheReadOnlySiteInTheReferencesWords() {
    crane(site)
        .and("push", single("debian-v1").toString(), site.host() + "/app/debian:v9")
        .run()
        .failedSaying("denied: This operation is not allowed on this registry");
  }

  @Test
  @Order(4)
  void refusesASecondInstanceAndSaysHowToGoOn() throws IOException {
    Command.Result second = fleet.serveSite("shop1twin", connection, FreePorts.pick()).run();

    second.failedSaying("ALREADY_ACTIVATED").failedSaying("deactivate");
    assertThat(second.exit()).isEqualTo(7);
    assertThat(second.err().strip().lines()).as(second.err()).hasSizeLessThanOrEqualTo(2);
    assertThat(fleet.folder().resolve("shop1twin")).doesNotExist();
  }

  /** What a server keeps there stays when it is killed. */
  @Test
  @Order(4)
  void runningServersKeepNothingInTheTemporaryFolder() {
    assertThat(fleet.temporary()).isEmptyDirectory();
  }

  @Test
  @Order(5)
  void hubStops() {
    fleet.hub().process().stop();
    assertThat(fleet.hub().process().isAlive()).isFalse();
  }

  @TestFactory
  @Order(6)
  Stream<DynamicTest> pullsFromTheSiteWithTheHubGone() {
    return pulls();
  }

  private Stream<DynamicTest> pulls() {
    Map<String, String> images =
        Map.of(
            "app/debian:v1", "debian-v1",
            "app/debian:v2", "debian-v2",
            "app/platforms:v1", "platforms",
            "app/zstd:v1", "zstd",
            "app/empty:v1", "empty");
    return images.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(
            image ->
                Stream.of(
                    test("skopeo", image.getKey(), () -> skopeoPulls(image.getKey())),
                    test(
                        "crane",
                        image.getKey(),
                        () -> cranePulls(image.getKey(), image.getValue())),
                    test("oras", image.getKey(), () -> orasPulls(image.getKey())),
                    test("containerd", image.getKey(), () -> containerdPulls(image.getKey()))));
  }

  private static DynamicTest test(
      String client, String image, org.junit.jupiter.api.function.Executable pull) {
    return DynamicTest.dynamicTest(client + " pulls " + image, pull);
  }

  private void skopeoPulls(String image) throws IOException {
    Path target = fleet.folder().resolve("pulled-skopeo");
    skopeo("copy", "--all", "--src-creds", reader.pair())
        .and("--src-cert-dir", trust(site).toString())
        .and("docker://" + site.host() + "/" + image, "dir:" + target)
        .run()
        .succeeded();
    Folders.delete(target);
  }

  private void cranePulls(String image, String tag) throws IOException {
    Command.Result digest = crane(site).and("digest", site.host() + "/" + image).run().succeeded();
    assertThat(digest.out().strip()).isEqualTo(digest(tag));
    Path target = fleet.folder().resolve("pulled-crane");
    crane(site)
        .and("pull", "--format=oci", site.host() + "/" + image, target.toString())
        .run()
        .succeeded();
    Folders.delete(target);
  }

  private void orasPulls(String image) throws IOException {
    Path target = fleet.folder().resolve("pulled-oras");
    oras(reader)
        .and("cp", "--from-plain-http=false", "--from-ca-file", site.ca().toString())
        .and("--from-username", reader.user(), "--from-password", reader.password())
        .and(site.host() + "/" + image, "--to-oci-layout", target + ":pulled")
        .run()
        .succeeded();
    Folders.delete(target);
  }

  private void containerdPulls(String image) {
    String name = site.host() + "/" + image;
    containerd.ctrImages("pull", reader).and(name).run().succeeded();
    containerd.ctr("images", "rm", "--sync", name).run().succeeded();
  }

  private String digest(String tag) {
    return requireNonNull(pushed.get(tag), tag).digest().toString();
  }

  /** Waits until the site serves exactly what was pushed. */
  private Duration arrives(String image, String tag) {
    long started = System.nanoTime();
    String expected = digest(tag);
    while (true) {
      Command.Result seen = crane(site).and("digest", site.host() + "/" + image).run();
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      if (seen.exit() == 0 && seen.out().strip().equals(expected)) {
        return took;
      }
      assertThat(took).as("%s at the site: %s", image, seen.err()).isLessThan(ARRIVAL);
      ServerProcess.pause(LOOK);
    }
  }

  private void attach(String type, String document) throws IOException {
    Path file = fleet.folder().resolve("referrer.json");
    Files.writeString(file, document);
    oras(pusher)
        .and("attach", "--disable-path-validation", "--artifact-type", type)
        .and("--plain-http=false", "--ca-file", fleet.hub().ca().toString())
        .and("--username", pusher.user(), "--password", pusher.password())
        .and(fleet.hub().host() + "/app/debian:v1", file + ":" + type)
        .run()
        .succeeded();
  }

  private String discover(String image) {
    return oras(reader)
        .and(
            "discover", "--plain-http=false", "--format", "json", "--ca-file", site.ca().toString())
        .and("--username", reader.user(), "--password", reader.password(), image)
        .run()
        .out();
  }

  private Layout content() throws IOException {
    Layout all = new Layout(fleet.folder().resolve("content"));
    Path files = Programs.tools().resolve("rootfs");
    Layout.Layer base =
        all.layer(
            files.resolve("rootfs-v1.tar.gz"),
            "application/vnd.oci.image.layer.v1.tar+gzip",
            files.resolve("rootfs-v1.tar"));
    Layout.Layer upgrade =
        all.layer(
            files.resolve("rootfs-v2-delta.tar.gz"),
            "application/vnd.oci.image.layer.v1.tar+gzip",
            files.resolve("rootfs-v2-delta.tar"));
    Layout.Layer zstd =
        all.layer(
            files.resolve("rootfs-v1.tar.zst"), Layout.ZSTD_LAYER, files.resolve("rootfs-v1.tar"));
    Layout.Layer arm = all.layer("arm", "another platform".getBytes(StandardCharsets.UTF_8));
    Descriptor amd64 = all.image("linux", "amd64", List.of(base));
    keep(all, "debian-v1", amd64);
    keep(all, "debian-v2", all.image("linux", "amd64", List.of(base, upgrade)));
    keep(all, "zstd", all.image("linux", "amd64", List.of(zstd)));
    keep(all, "empty", all.image("linux", "amd64", List.of(all.emptyLayer())));
    Descriptor arm64 = all.image("linux", "arm64", List.of(arm));
    keep(all, "platforms", all.index(Map.of("linux/amd64", amd64, "linux/arm64", arm64)));
    return all;
  }

  private void keep(Layout all, String tag, Descriptor manifest) throws IOException {
    all.tag(tag, manifest);
    pushed.put(tag, manifest);
  }

  /** crane pushes a layout's only image, so each gets a layout of its own. */
  private Path single(String tag) {
    Path target = fleet.folder().resolve("single-" + tag);
    if (!Files.exists(target)) {
      skopeo("copy", "--preserve-digests")
          .and("oci:" + layout.folder() + ":" + tag, "oci:" + target + ":" + tag)
          .run()
          .succeeded();
    }
    return target;
  }

  private String importedName() {
    return containerd
        .ctr("images", "ls", "-q")
        .run()
        .succeeded()
        .out()
        .lines()
        .filter(name -> name.contains("empty"))
        .findFirst()
        .orElseThrow();
  }

  private void logIn(Registry registry, Login login) {
    crane(registry)
        .and("auth", "login", "-u", login.user(), "-p", login.password(), registry.host())
        .run()
        .succeeded();
  }

  private Command crane(Registry registry) {
    return Command.of(Programs.find("crane"))
        .with("SSL_CERT_FILE", registry.ca().toString())
        .with("DOCKER_CONFIG", fleet.folder().resolve("docker").toString());
  }

  private Command oras(Login login) {
    return Command.of(Programs.find("oras"))
        .with("DOCKER_CONFIG", fleet.folder().resolve("oras-" + login.user()).toString());
  }

  private Command skopeo(String... words) {
    return Command.of(Programs.find("skopeo"), "--insecure-policy").and(words);
  }

  private Path trust(Registry registry) throws IOException {
    Path folder =
        Files.createDirectories(fleet.folder().resolve("trust-" + registry.data().getFileName()));
    Files.write(folder.resolve("ca.crt"), Files.readAllBytes(registry.ca()));
    return folder;
  }
}
