package io.outport.pki;

import static io.outport.pki.Fixtures.AT_NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.pki.CertificateProblem.Kind;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrustBundleTest {
  private final CertificateAuthority authority = Fixtures.authority(AT_NOON);
  private final CertificateAuthority other = Fixtures.authority(AT_NOON);
  private final TrustBundle both =
      TrustBundle.of(List.of(authority.certificate(), other.certificate()));

  @Test
  void comesBackFromItsTexts() {
    String compact = both.toCompactText();

    assertThat(compact).matches("[A-Za-z0-9_.-]+");
    assertThat(TrustBundle.ofCompactText(compact).certificates()).isEqualTo(both.certificates());
    assertThat(TrustBundle.ofPem(both.toPem()).certificates()).isEqualTo(both.certificates());
  }

  @Test
  void fingerprintIsThatOfTheFirstCertificate() throws Exception {
    byte[] der = authority.certificate().getEncoded();

    assertThat(both.fingerprint())
        .isEqualTo(
            "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
    assertThat(authority.trust().fingerprint()).isEqualTo(both.fingerprint());
  }

  @Test
  void acceptsTheseIssuersOnly() {
    assertThat(both.trustManager().getAcceptedIssuers())
        .containsExactlyInAnyOrder(authority.certificate(), other.certificate());
  }

  @Test
  void refusesDamagedCompactText() {
    String text = authority.trust().toCompactText();

    for (String bad :
        List.of("", " ", text.substring(0, 300), text + "A".repeat(8), text + "!", text + ".")) {
      assertThatThrownBy(() -> TrustBundle.ofCompactText(bad))
          .isInstanceOfSatisfying(
              CertificateProblem.class,
              problem -> assertThat(problem.kind()).isEqualTo(Kind.NOT_PEM))
          .hasMessageContaining("copy the whole text again");
    }
  }

  @Test
  void refusesTooManyCertificatesInCompactText() {
    String text = String.join(".", Collections.nCopies(9, authority.trust().toCompactText()));

    assertThatThrownBy(() -> TrustBundle.ofCompactText(text))
        .hasMessageContaining("more than 8 certificates");
  }

  @Test
  void refusesNoCertificate() {
    assertThatIllegalArgumentException().isThrownBy(() -> TrustBundle.of(List.of()));
    assertThatThrownBy(() -> TrustBundle.ofPem("")).isInstanceOf(CertificateProblem.class);
  }

  @Test
  void systemTrustsPublicAuthorities() {
    TrustBundle system = TrustBundle.system();

    assertThat(system.isSystem()).isTrue();
    assertThat(system.trustManager().getAcceptedIssuers()).isNotEmpty();
    assertThat(system).hasToString("TrustBundle[system]");
    assertThatIllegalStateException().isThrownBy(system::toCompactText);
    assertThatIllegalStateException().isThrownBy(system::fingerprint);
  }

  @Test
  void showsWhomItTrusts() {
    assertThat(both).hasToString("TrustBundle['CN=Test CA', 'CN=Test CA']");
  }
}
