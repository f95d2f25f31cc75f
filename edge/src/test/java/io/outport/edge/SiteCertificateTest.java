package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.model.Refusal;
import io.outport.pki.ServerNames;
import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SiteCertificateTest {
  @TempDir Path folder;

  private final VirtualClock clock = VirtualClock.start();

  @Test
  void keepsACertificateThatIsGood() throws IOException {
    certificate("shop.example").ensure();
    byte[] before = Files.readAllBytes(folder.resolve("tls.crt"));

    certificate("shop.example").ensure();

    assertThat(folder.resolve("tls.crt")).hasBinaryContent(before);
  }

  @Test
  void renewsUnderTheSameAuthorityBeforeTheEnd() throws IOException {
    SiteCertificate certificate = certificate("shop.example");
    certificate.ensure();
    byte[] authority = Files.readAllBytes(folder.resolve("ca.crt"));
    String before = Files.readString(folder.resolve("tls.crt"));

    clock.advance(Duration.ofDays(397 - 89));
    certificate.renewWhenDue();

    assertThat(Files.readString(folder.resolve("tls.crt"))).isNotEqualTo(before);
    assertThat(folder.resolve("ca.crt")).hasBinaryContent(authority);
  }

  @Test
  void mendsAPairThatACrashLeftApart() throws IOException {
    certificate("shop.example").ensure();
    byte[] oldKey = Files.readAllBytes(folder.resolve("tls.key"));
    certificate("other.example").ensure();
    Files.write(folder.resolve("tls.key"), oldKey);

    certificate("other.example").ensure();

    assertThat(Files.readAllBytes(folder.resolve("tls.key"))).isNotEqualTo(oldKey);
  }

  @Test
  void refusesToReplaceAnAuthorityWhoseKeyIsGone() throws IOException {
    certificate("shop.example").ensure();
    Files.delete(folder.resolve("ca.key"));

    assertThatThrownBy(() -> certificate("shop.example").ensure())
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.exit()).isEqualTo(Refusal.Exit.CERTIFICATE))
        .hasMessageContaining("ca.key");
  }

  private SiteCertificate certificate(String name) {
    return new SiteCertificate(folder, ServerNames.of(name), clock, new SecureRandom());
  }
}
