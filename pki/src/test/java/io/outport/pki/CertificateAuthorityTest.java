package io.outport.pki;

import static io.outport.pki.Fixtures.AT_NOON;
import static io.outport.pki.Fixtures.NOON;
import static io.outport.pki.Fixtures.RANDOM;
import static io.outport.pki.Fixtures.YEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.pki.CertificateProblem.Kind;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

final class CertificateAuthorityTest {
  private static final String SUBJECT_KEY = "2.5.29.14";
  private static final String AUTHORITY_KEY = "2.5.29.35";

  private final CertificateAuthority authority = Fixtures.authority(AT_NOON);

  @Test
  void makesAnAuthorityThatMaySignServersOnly() throws Exception {
    X509Certificate certificate = authority.certificate();

    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getBasicConstraints()).isZero();
    assertThat(certificate.getCriticalExtensionOIDs()).contains("2.5.29.19", "2.5.29.15");
    assertThat(certificate.getKeyUsage())
        .containsExactly(false, false, false, false, false, true, true, false, false);
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(certificate.getPublicKey().toString()).contains("256 bits");
  }

  @Test
  void issuesAServerCertificateForNamesAndAddresses() throws Exception {
    ServerIdentity identity =
        authority.issue(
            ServerNames.of("hub.example.org", "*.sites.example.org", "192.0.2.7", "2001:DB8::1"),
            YEAR,
            AT_NOON,
            RANDOM);

    X509Certificate server = identity.certificate();
    server.verify(authority.certificate().getPublicKey());
    assertThat(identity.chain()).containsExactly(server, authority.certificate());
    assertThat(CertificateFacts.names(server))
        .containsExactly(
            "hub.example.org", "*.sites.example.org", "192.0.2.7", "2001:db8:0:0:0:0:0:1");
    assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(server.getBasicConstraints()).isEqualTo(-1);
    assertThat(server.getKeyUsage()[0]).isTrue();
    assertThat(server.getSubjectX500Principal().getName()).isEqualTo("CN=hub.example.org");
  }

  @Test
  void linksServerAndAuthorityByKeyIdentifier() {
    X509Certificate server = Fixtures.identity(AT_NOON, "a.example").certificate();
    ServerIdentity issued = authority.issue(ServerNames.of("a.example"), YEAR, AT_NOON, RANDOM);

    byte[] subjectKey = authority.certificate().getExtensionValue(SUBJECT_KEY);
    byte[] authorityKey = issued.certificate().getExtensionValue(AUTHORITY_KEY);
    // OCTET STRING { OCTET STRING { id } } against OCTET STRING { SEQUENCE { [0] id } }
    assertThat(List.of(hexTail(authorityKey))).containsExactly(hexTail(subjectKey));
    assertThat(server.getExtensionValue(SUBJECT_KEY)).isNotNull();
  }

  private static String hexTail(byte[] value) {
    return java.util.HexFormat.of().formatHex(value, value.length - 20, value.length);
  }

  @Test
  void datesCertificatesBackForLateClocks() {
    X509Certificate server = Fixtures.identity(AT_NOON, "a.example").certificate();

    assertThat(server.getNotBefore().toInstant()).isEqualTo(NOON.minusSeconds(300));
    assertThat(server.getNotAfter().toInstant()).isEqualTo(NOON.plus(YEAR));
  }

  @Test
  void serverCertificateDoesNotOutliveItsAuthority() {
    CertificateAuthority brief =
        CertificateAuthority.create("Brief", Duration.ofDays(10), AT_NOON, RANDOM);

    ServerIdentity identity = brief.issue(ServerNames.of("a.example"), YEAR, AT_NOON, RANDOM);

    assertThat(identity.certificate().getNotAfter()).isEqualTo(brief.certificate().getNotAfter());
  }

  @Test
  void lastsBeyondTheTwoDigitYears() {
    CertificateAuthority lasting =
        CertificateAuthority.create("Lasting", Duration.ofDays(365 * 40), AT_NOON, RANDOM);

    assertThat(lasting.certificate().getNotAfter().toInstant())
        .isEqualTo(NOON.plus(Duration.ofDays(365 * 40)));
  }

  @Test
  void datesDoNotDependOnTheLocalCalendar() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("th-TH-u-ca-buddhist-nu-thai"));
      assertThat(Fixtures.authority(AT_NOON).certificate().getNotBefore().toInstant())
          .isEqualTo(NOON.minusSeconds(300));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void serialsAreLongPositiveAndNeverTheSame() {
    Set<String> serials = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      var serial =
          authority
              .issue(ServerNames.of("a.example"), YEAR, AT_NOON, RANDOM)
              .certificate()
              .getSerialNumber();
      assertThat(serial.signum()).isPositive();
      assertThat(serial.bitLength()).isEqualTo(128);
      serials.add(serial.toString());
    }

    assertThat(serials).hasSize(50);
  }

  @Test
  void comesBackFromItsPem() {
    CertificateAuthority again =
        CertificateAuthority.of(
            Pem.certificates(authority.certificatePem()).getFirst(),
            Pem.privateKey(authority.keyPem()));

    ServerIdentity identity = again.issue(ServerNames.of("a.example"), YEAR, AT_NOON, RANDOM);

    assertThat(identity.chain().getLast()).isEqualTo(authority.certificate());
    assertThat(again.keyPem()).isEqualTo(authority.keyPem());
  }

  @Test
  void refusesToSignOnceExpired() {
    InstantSource later = InstantSource.fixed(NOON.plus(YEAR.multipliedBy(11)));

    assertThatThrownBy(() -> authority.issue(ServerNames.of("a.example"), YEAR, later, RANDOM))
        .isInstanceOf(CertificateProblem.class)
        .hasMessage(
            "CA certificate 'CN=Test CA' expired on 2036-02-27T12:00Z and can sign no more: make a"
                + " new CA");
  }

  @Test
  void refusesAKeyOfAnother() {
    CertificateAuthority other = Fixtures.authority(AT_NOON);

    assertThatThrownBy(
            () -> CertificateAuthority.of(authority.certificate(), Pem.privateKey(other.keyPem())))
        .isInstanceOfSatisfying(
            CertificateProblem.class,
            problem -> assertThat(problem.kind()).isEqualTo(Kind.KEY_MISMATCH));
  }

  @Test
  void refusesAServerCertificateAsAuthority() {
    ServerIdentity server = Fixtures.identity(AT_NOON, "a.example");

    assertThatThrownBy(() -> CertificateAuthority.of(server.certificate(), server.key()))
        .isInstanceOf(CertificateProblem.class)
        .hasMessageContaining("is not a CA");
  }

  @Test
  void refusesAnAuthorityThatMayNotSignCertificates() {
    TestCertificate.Made odd =
        TestCertificate.named("CN=Odd").authority().usage(KeyUsage.cRLSign).selfSigned();

    assertThatThrownBy(() -> CertificateAuthority.of(odd.certificate(), odd.key()))
        .isInstanceOf(CertificateProblem.class)
        .hasMessageContaining("must not sign others");
  }

  @Test
  void signsWithAnRsaAuthorityThatHasNoKeyIdentifier() throws Exception {
    TestCertificate.Made rsa = TestCertificate.named("CN=Old").rsa(2048).authority().selfSigned();

    ServerIdentity identity =
        CertificateAuthority.of(rsa.certificate(), rsa.key())
            .issue(ServerNames.of("a.example"), YEAR, AT_NOON, RANDOM);

    identity.certificate().verify(rsa.certificate().getPublicKey());
    assertThat(identity.certificate().getExtensionValue(AUTHORITY_KEY)).isNotNull();
  }

  @Test
  void refusesEmptyNamesAndTimes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CertificateAuthority.create(" ", YEAR, AT_NOON, RANDOM));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CertificateAuthority.create("CA", Duration.ZERO, AT_NOON, RANDOM));
  }

  @Test
  void neverShowsTheKey() {
    ServerIdentity identity = Fixtures.identity(AT_NOON, "a.example");
    String secret = identity.keyPem().lines().skip(1).findFirst().orElseThrow();

    assertThat(identity.toString()).contains("CN=a.example").doesNotContain(secret);
    assertThat(authority.toString())
        .isEqualTo("CertificateAuthority[subject='CN=Test CA', key=redacted]");
    assertThat(PemPair.of(identity.certificatePem(), identity.keyPem()).toString())
        .doesNotContain(secret);
  }
}
