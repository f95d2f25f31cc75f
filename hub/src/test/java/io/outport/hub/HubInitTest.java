package io.outport.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hub.HubRequest.CertificateSource;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.Refusal.Exit;
import io.outport.pki.CertificateAuthority;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import io.outport.pki.TrustBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubInitTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("hub");
  }

  @Test
  void makesFilesThatOnlyTheirUserMayRead() throws IOException {
    TestHub.init(data());

    assertThat(Snapshot.of(data()).files())
        .containsOnlyKeys(
            "",
            "hub.json",
            "api-signing.key",
            "tls",
            "tls/tls.crt",
            "tls/tls.key",
            "tls/ca.crt",
            "tls/ca.key")
        .allSatisfy((_, file) -> assertThat(file).matches("rw-------.*|rwx------"));
  }

  @Test
  void tellsEverythingThatACommandLineNeeds() {
    NewHub made = new HubInit(CLOCK, RANDOM).init(request("myhub", "hub.example.org", 8443));

    assertThat(made.context().endpoint()).hasToString("https://hub.example.org:8443");
    assertThat(made.context().registry()).isEqualTo("myhub");
    assertThat(made.context().clientSecret()).hasSizeGreaterThanOrEqualTo(22);
    assertThat(TrustBundle.ofPem(made.context().caPem()).fingerprint())
        .isEqualTo(made.caFingerprint());
    assertThat(made.toString()).doesNotContain(made.context().clientSecret());
  }

  @Test
  void leavesOutThePortOfHttps() {
    NewHub made = new HubInit(CLOCK, RANDOM).init(request("myhub", "2001:db8::1", 443));

    assertThat(made.context().endpoint()).hasToString("https://[2001:db8:0:0:0:0:0:1]");
  }

  @Test
  void keepsNoSecretInTheClear() throws IOException {
    NewHub made = TestHub.init(data());

    assertThat(Snapshot.of(data()).holds(made.context().clientSecret())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"myhub, holds hub 'myhub' already", "other, holds another hub"})
  void refusesAFolderThatHoldsAHub(String name, String words) throws IOException {
    TestHub.init(data());

    assertRefused(Exit.DATA_DIRECTORY, request(name, "127.0.0.1", 0), words);
  }

  @Test
  void refusesAFolderWithOtherThings() throws IOException {
    Files.createDirectories(data());
    Files.writeString(data().resolve("holiday.jpg"), "x");

    assertRefused(Exit.DATA_DIRECTORY, request("myhub", "127.0.0.1", 0), "holiday.jpg");
  }

  @Test
  void refusesAFolderOfANewerVersion() throws IOException {
    TestHub.init(data());
    rewriteDocument("\"format\" : 2", "\"format\" : 99");

    assertRefused(Exit.DATA_DIRECTORY, request("myhub", "127.0.0.1", 0), "newer Outport");
  }

  @Test
  void refusesADamagedDocument() throws IOException {
    TestHub.init(data());
    rewriteDocument("\"format\"", "format");

    assertRefused(Exit.DATA_DIRECTORY, request("myhub", "127.0.0.1", 0), "damaged");
  }

  @Test
  void goesOnWhereAnInitWasCutOff() throws IOException {
    TestHub.init(data());
    Files.move(data().resolve("hub.json"), data().resolve("hub.json.new"));

    NewHub made = TestHub.init(data());

    assertThat(made.context().registry()).isEqualTo("myhub");
    assertThat(data().resolve("hub.json.new")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hub", "my-hub", "my hub", "hübsch"})
  void refusesANameThatIsNotAllowed(String name) throws IOException {
    assertRefused(Exit.USAGE, request(name, "127.0.0.1", 0), "hub name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://hub", "hub:8443", "a b"})
  void refusesAHostThatIsNone(String host) throws IOException {
    assertRefused(Exit.USAGE, request("myhub", host, 0), "server name");
  }

  @Test
  void refusesAPortOutOfRange() throws IOException {
    assertRefused(Exit.USAGE, request("myhub", "127.0.0.1", 65_536), "port 65536");
  }

  @Test
  void takesACertificateThatIsGiven() throws IOException {
    var authority = CertificateAuthority.create("Ours", Duration.ofDays(30), CLOCK, RANDOM);
    ServerIdentity identity =
        authority.issue(ServerNames.of("127.0.0.1"), Duration.ofDays(20), CLOCK, RANDOM);

    NewHub made =
        new HubInit(CLOCK, RANDOM)
            .init(given(identity.certificatePem(), identity.keyPem(), authority.certificatePem()));

    assertThat(made.caFingerprint()).isEqualTo(authority.trust().fingerprint());
    assertThat(data().resolve("tls/ca.key")).doesNotExist();
  }

  @Test
  void refusesACertificateForAnotherHost() throws IOException {
    var authority = CertificateAuthority.create("Ours", Duration.ofDays(30), CLOCK, RANDOM);
    ServerIdentity identity =
        authority.issue(ServerNames.of("elsewhere.example"), Duration.ofDays(20), CLOCK, RANDOM);

    assertRefused(
        Exit.CERTIFICATE,
        given(identity.certificatePem(), identity.keyPem(), authority.certificatePem()),
        "127.0.0.1");
  }

  @Test
  void refusesWhatIsNoCertificate() throws IOException {
    assertRefused(Exit.CERTIFICATE, given("junk", "junk", ""), "");
  }

  @Test
  void refusesAFolderThatCannotBeMade() throws IOException {
    Files.writeString(folder.resolve("file"), "x");
    Path below = folder.resolve("file").resolve("hub");
    var request =
        new HubRequest(
            below, "myhub", "127.0.0.1", 0, List.of(), new CertificateSource.OwnAuthority());

    assertRefused(Exit.DATA_DIRECTORY, request, "file");
  }

  private HubRequest request(String name, String host, int port) {
    return new HubRequest(
        data(), name, host, port, List.of(), new CertificateSource.OwnAuthority());
  }

  private HubRequest given(String certificate, String key, String ca) {
    return new HubRequest(
        data(),
        "myhub",
        "127.0.0.1",
        0,
        List.of(),
        new CertificateSource.Given(certificate, key, ca));
  }

  private void rewriteDocument(String part, String instead) throws IOException {
    Path document = data().resolve("hub.json");
    String text = Files.readString(document);
    assertThat(text).contains(part);
    Files.writeString(document, text.replace(part, instead));
  }

  private void assertRefused(Exit exit, HubRequest request, String words) throws IOException {
    Snapshot before = Snapshot.of(folder);

    assertThatThrownBy(() -> new HubInit(CLOCK, RANDOM).init(request))
        .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.exit()).isEqualTo(exit))
        .hasMessageContaining(words);

    assertThat(Snapshot.of(folder)).isEqualTo(before);
  }
}
