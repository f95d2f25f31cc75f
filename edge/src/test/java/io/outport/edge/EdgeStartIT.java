package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.Refusal;
import io.outport.pki.CertificateAuthority;
import io.outport.registry.tls.ServerIdentityFiles;
import io.outport.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start refuses, in which words, and that nothing is left behind. */
final class EdgeStartIT {
  @TempDir Path folder;

  private TestHub hub;
  private Path data;

  @BeforeEach
  void startHub() throws IOException {
    hub = new TestHub(folder.resolve("hub"));
    data = folder.resolve("site");
  }

  @AfterEach
  void stopHub() {
    hub.close();
  }

  @Test
  void refusesAFirstStartWithoutParent() {
    Refusal refusal = refused(hub.connection(FreePorts.pick()));

    assertThat(refusal.exit()).isEqualTo(Refusal.Exit.UNREACHABLE);
    assertThat(refusal).hasMessageContaining("nothing listens at https://127.0.0.1:");
    assertThat(data).doesNotExist();
  }

  @Test
  void refusesAParentThatItDoesNotTrust() {
    String otherCa =
        CertificateAuthority.create(
                "Other", Duration.ofDays(1), InstantSource.system(), new SecureRandom())
            .trust()
            .toCompactText();

    Refusal refusal = refused(with(hub.connection(), TestHub.PASSWORD, otherCa));

    assertThat(refusal.exit()).isEqualTo(Refusal.Exit.UNTRUSTED);
    assertThat(data).doesNotExist();
  }

  @Test
  void refusesAWrongPassword() {
    String ca = hub.connection().parentCaText();

    Refusal refusal = refused(with(hub.connection(), "wrong-secret", ca));

    assertThat(refusal.exit()).isEqualTo(Refusal.Exit.UNAUTHORIZED);
    assertThat(refusal.getMessage()).contains("UNAUTHORIZED").doesNotContain("wrong-secret");
    assertThat(data).doesNotExist();
  }

  @Test
  void refusesASecondInstanceAndSaysHowToDeactivate() throws IOException {
    hub.giveTo("another-instance");
    Files.createDirectories(data);

    Refusal refusal = refused(hub.connection());

    assertThat(refusal.exit()).isEqualTo(Refusal.Exit.ALREADY_ACTIVATED);
    assertThat(refusal)
        .hasMessageContaining("ALREADY_ACTIVATED")
        .hasMessageContaining("deactivate");
    assertThat(EdgeServerIT.names(data)).isEmpty();
  }

  @Test
  void refusesABrokenCaInTheConnectionString() {
    Refusal refusal = refused(with(hub.connection(), TestHub.PASSWORD, "AAAA"));

    assertThat(refusal.exit()).isEqualTo(Refusal.Exit.USAGE);
    assertThat(refusal).hasMessageContaining("ParentCaCertificate");
    assertThat(data).doesNotExist();
  }

  @Test
  void refusesAPortInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EdgeSettings settings =
          EdgeSettings.of(
              data, hub.connection(), "127.0.0.1", taken.getLocalPort(), List.of("127.0.0.1"));

      Refusal refusal = refused(settings);

      assertThat(refusal.exit()).isEqualTo(Refusal.Exit.ADDRESS_IN_USE);
      assertThat(refusal).hasMessageContaining(String.valueOf(taken.getLocalPort()));
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void refusesACertificateThatIsNotForItsName() {
    EdgeSettings settings =
        EdgeSettings.of(data, hub.connection(), "127.0.0.1", 0, List.of("shop.example"))
            .withTls(new SiteTls.Given(ServerIdentityFiles.in(folder.resolve("hub"))));

    Refusal refusal = refused(settings);

    assertThat(refusal.exit()).isEqualTo(Refusal.Exit.CERTIFICATE);
    assertThat(refusal).hasMessageContaining("shop.example");
    assertThat(data).doesNotExist();
  }

  @Test
  void servesWithAGivenCertificate() {
    EdgeSettings settings =
        settings(hub.connection())
            .withTls(new SiteTls.Given(ServerIdentityFiles.in(folder.resolve("hub"))));

    try (EdgeServer site = EdgeServer.start(settings)) {
      assertThat(site.port()).isPositive();
      assertThat(data.resolve("tls")).doesNotExist();
    }
  }

  @Test
  void servesPlainHttpWhenAsked() throws Exception {
    EdgeSettings settings = settings(hub.connection()).withTls(new SiteTls.Off());

    try (EdgeServer site = EdgeServer.start(settings);
        HttpClient client = HttpClient.newHttpClient()) {
      URI ping = URI.create("http://127.0.0.1:%d/v2/".formatted(site.port()));
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(ping).build(), HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
          .startsWith("Bearer realm=\"http://127.0.0.1:%d/".formatted(site.port()));
      assertThat(site.describe()).startsWith("http://").contains("without encryption");
      await()
          .untilAsserted(
              () ->
                  assertThat(hub.reports())
                      .isNotEmpty()
                      .allMatch(report -> report.tlsStatus().equals("Disabled")));
      assertThat(data.resolve("tls")).doesNotExist();
    }
  }

  @Test
  void refusesAHostNameThatIsNone() {
    Refusal refusal =
        refused(EdgeSettings.of(data, hub.connection(), "127.0.0.1", 0, List.of("https://shop")));

    assertThat(refusal.exit()).isEqualTo(Refusal.Exit.CERTIFICATE);
    assertThat(refusal).hasMessageContaining("without scheme");
    assertThat(data).doesNotExist();
  }

  @Test
  void refusesFoldersThatAreNotItsOwn() throws IOException {
    assertRefusedFolder("{\"format\":2}", "newer version");
    assertRefusedFolder(identity("shop2", address()), "belongs to connected registry 'shop2'");
    assertRefusedFolder(identity("shop1", "https://elsewhere"), "the parent has moved");
    assertRefusedFolder("{", "cannot be read");
    assertRefusedFolder("{\"format\":1}", "cannot be read");
  }

  @Test
  void refusesAFolderOfSomethingElse() throws IOException {
    Files.createDirectories(data);
    Files.writeString(data.resolve("hub.json"), "{}");

    Refusal refusal = refused(hub.connection());

    assertThat(refusal.exit()).isEqualTo(Refusal.Exit.DATA_DIRECTORY);
    assertThat(refusal).hasMessageContaining("holds 'hub.json' but no site.json");
    assertThat(EdgeServerIT.names(data)).containsExactly("hub.json");
  }

  @Test
  void refusesAFileInPlaceOfItsFolder() throws IOException {
    Files.writeString(data, "x");

    assertThat(refused(hub.connection()).exit()).isEqualTo(Refusal.Exit.DATA_DIRECTORY);
  }

  @Test
  void refusesAFolderThatARunningSiteHas() {
    try (EdgeServer running = EdgeServer.start(settings(hub.connection()))) {
      Refusal refusal = refused(hub.connection());

      assertThat(running.port()).isPositive();
      assertThat(refusal.exit()).isEqualTo(Refusal.Exit.DATA_DIRECTORY);
    }
  }

  @Test
  void acceptsAVolumesOwnFolder() throws IOException {
    Files.createDirectories(data.resolve("lost+found"));

    try (EdgeServer site = EdgeServer.start(settings(hub.connection()))) {
      assertThat(site.certificateAuthority()).exists();
      assertThat(Files.getPosixFilePermissions(data.resolve("tls/ca.key"))).hasSize(2);
      assertThat(Files.getPosixFilePermissions(data.resolve("configuration.json"))).hasSize(2);
    }
  }

  @Test
  void keepsItsCaWhenItsNamesChange() throws IOException {
    byte[] before;
    try (EdgeServer site = EdgeServer.start(settings(hub.connection()))) {
      before = Files.readAllBytes(site.certificateAuthority());
    }

    EdgeSettings renamed =
        EdgeSettings.of(
            data, hub.connection(), "127.0.0.1", 0, List.of("127.0.0.1", "shop.example"));
    try (EdgeServer site = EdgeServer.start(renamed)) {
      assertThat(site.certificateAuthority()).hasBinaryContent(before);
    }
  }

  private void assertRefusedFolder(String siteJson, String words) throws IOException {
    Files.createDirectories(data);
    Files.writeString(data.resolve("site.json"), siteJson);

    Refusal refusal = refused(hub.connection());

    assertThat(refusal.exit()).isEqualTo(Refusal.Exit.DATA_DIRECTORY);
    assertThat(refusal).hasMessageContaining(words);
    assertThat(EdgeServerIT.names(data)).containsExactly("site.json");
    assertThat(data.resolve("site.json")).hasContent(siteJson);
  }

  private String address() {
    return "https://" + hub.connection().parentEndpoint();
  }

  private static String identity(String site, String parent) {
    return "{\"format\":1,\"site\":\"%s\",\"parent\":\"%s\",\"instanceId\":\"i\"}"
        .formatted(site, parent);
  }

  private static ConnectionString with(ConnectionString base, String password, String ca) {
    return new ConnectionString(
        base.name(), base.tokenName(), password, base.parentEndpoint(), base.protocol(), ca);
  }

  private EdgeSettings settings(ConnectionString connection) {
    return EdgeSettings.of(data, connection, "127.0.0.1", 0, List.of("127.0.0.1"));
  }

  private Refusal refused(ConnectionString connection) {
    return refused(settings(connection));
  }

  private static Refusal refused(EdgeSettings settings) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> EdgeServer.start(settings).close());
    assertThat(refusal).as("the start was not refused").isNotNull();
    assertThat(refusal.getMessage()).doesNotContain("\n");
    return refusal;
  }
}
