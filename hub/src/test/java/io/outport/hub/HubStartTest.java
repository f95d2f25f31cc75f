package io.outport.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.Refusal.Exit;
import io.outport.pki.CertificateAuthority;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every start that is refused says why, and leaves the folder as it was. */
class HubStartTest {
  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("hub");
  }

  @Test
  void refusesAFolderThatIsNotThere() throws IOException {
    assertRefused(Exit.DATA_DIRECTORY, "127.0.0.1", "outport hub init");
  }

  @Test
  void refusesAFolderThatIsNoHubs() throws IOException {
    Files.createDirectories(data());
    Files.writeString(data().resolve("site.json"), "{}");

    assertRefused(Exit.DATA_DIRECTORY, "127.0.0.1", "not a hub's data directory");
  }

  @Test
  void refusesAFolderOfANewerVersion() throws IOException {
    TestHub.init(data());
    rewrite("hub.json", "\"format\" : 2", "\"format\" : 3");

    assertRefused(Exit.DATA_DIRECTORY, "127.0.0.1", "newer Outport");
  }

  @Test
  void refusesADamagedSigningKey() throws IOException {
    TestHub.init(data());
    Files.writeString(data().resolve("api-signing.key"), "junk");

    assertRefused(Exit.DATA_DIRECTORY, "127.0.0.1", "api-signing.key");
  }

  @Test
  void refusesASigningKeyThatWasCutOff() throws IOException {
    TestHub.init(data());
    Files.writeString(data().resolve("api-signing.key"), "00ff");

    assertRefused(Exit.DATA_DIRECTORY, "127.0.0.1", "api-signing.key");
  }

  @Test
  void refusesADamagedAuthority() throws IOException {
    TestHub.init(data());
    Files.writeString(data().resolve("tls/ca.crt"), "junk");

    assertRefused(Exit.CERTIFICATE, "127.0.0.1", "");
  }

  @Test
  void refusesAnExpiredCertificate() throws IOException {
    TestHub.init(data());
    InstantSource longAgo = InstantSource.fixed(Instant.parse("2020-01-01T00:00:00Z"));
    var random = new SecureRandom();
    ServerIdentity expired =
        CertificateAuthority.create("Old", Duration.ofDays(9), longAgo, random)
            .issue(ServerNames.of("127.0.0.1"), Duration.ofDays(9), longAgo, random);
    Files.writeString(data().resolve("tls/tls.crt"), expired.certificatePem());
    Files.writeString(data().resolve("tls/tls.key"), expired.keyPem());

    assertRefused(Exit.CERTIFICATE, "127.0.0.1", "expired");
  }

  @Test
  void refusesACertificateOfAnotherKey() throws IOException {
    TestHub.init(data());
    NewHub other = TestHub.init(folder.resolve("other"));
    Files.copy(
        other.data().resolve("tls/tls.key"),
        data().resolve("tls/tls.key"),
        StandardCopyOption.REPLACE_EXISTING);

    assertRefused(Exit.CERTIFICATE, "127.0.0.1", "does not belong to");
  }

  @Test
  void refusesAnAddressThatIsNotThisMachines() throws IOException {
    TestHub.init(data());

    assertRefused(Exit.ADDRESS_IN_USE, "192.0.2.1", "192.0.2.1");
  }

  private void rewrite(String file, String part, String instead) throws IOException {
    String text = Files.readString(data().resolve(file));
    assertThat(text).contains(part);
    Files.writeString(data().resolve(file), text.replace(part, instead));
  }

  private void assertRefused(Exit exit, String address, String words) throws IOException {
    Snapshot before = Snapshot.of(folder);
    var settings = HubServer.Settings.of(data(), InetSocketAddress.createUnresolved(address, 0));

    assertThatThrownBy(() -> HubServer.start(settings).close())
        .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.exit()).isEqualTo(exit))
        .hasMessageContaining(words);

    assertThat(Snapshot.of(folder)).isEqualTo(before);
  }
}
