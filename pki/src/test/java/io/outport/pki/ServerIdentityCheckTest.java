package io.outport.pki;

import static io.outport.pki.Fixtures.AT_NOON;
import static io.outport.pki.Fixtures.NOON;
import static io.outport.pki.Fixtures.RANDOM;
import static io.outport.pki.Fixtures.YEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outport.pki.CertificateProblem.Finding;
import io.outport.pki.CertificateProblem.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerIdentityCheckTest {
  private static final Set<String> NAMES = Set.of("a.example");

  private final CertificateAuthority authority = Fixtures.authority(AT_NOON);
  private final ServerIdentity good = issue("a.example", "192.0.2.7", "2001:db8::1");

  private ServerIdentity issue(String... names) {
    return authority.issue(ServerNames.of(names), YEAR, AT_NOON, RANDOM);
  }

  private static CertificateProblem problem(
      String certificate, String key, Set<String> names, InstantSource clock) {
    return catchThrowableOfType(
        CertificateProblem.class, () -> ServerIdentityCheck.check(certificate, key, names, clock));
  }

  private static CertificateProblem problem(TestCertificate.Made made) {
    return problem(made.pem(), made.keyPem(), NAMES, AT_NOON);
  }

  @Test
  void acceptsWhatOurAuthorityIssues() {
    ServerIdentity checked =
        ServerIdentityCheck.check(
            good.certificatePem(),
            good.keyPem(),
            Set.of("A.example", "192.0.2.7", "2001:DB8:0::1"),
            AT_NOON);

    assertThat(checked).isEqualTo(good);
  }

  @Test
  void acceptsASelfSignedRsaCertificateWithoutPurposes() {
    TestCertificate.Made made =
        TestCertificate.named("CN=a.example").dns("a.example").rsa(2048).authority().selfSigned();

    assertThat(ServerIdentityCheck.check(made.pem(), made.keyPem(), NAMES, AT_NOON).chain())
        .containsExactly(made.certificate());
  }

  @Test
  void wildcardCoversOneLabelOnly() {
    ServerIdentity wild = issue("*.example.org");
    String certificate = wild.certificatePem();

    assertThat(
            ServerIdentityCheck.check(
                certificate, wild.keyPem(), Set.of("site.example.org"), AT_NOON))
        .isNotNull();
    for (String name : Set.of("example.org", "a.b.example.org", ".example.org")) {
      assertThat(problem(certificate, wild.keyPem(), Set.of(name), AT_NOON).kind())
          .isEqualTo(Kind.NAME_MISSING);
    }
  }

  @Test
  void tellsTextThatIsNotPem() {
    CertificateProblem problem = problem("junk", "", NAMES, AT_NOON);

    assertThat(problem.findings()).extracting(Finding::kind).containsOnly(Kind.NOT_PEM);
    assertThat(problem)
        .hasMessage(
            "2 problems: (1) tls.crt: holds no '-----BEGIN …-----' line: it is not PEM text;"
                + " (2) tls.key: is empty");
  }

  @Test
  void tellsSwappedFiles() {
    assertThat(problem(good.keyPem(), good.certificatePem(), NAMES, AT_NOON))
        .hasMessageContaining("tls.crt: expected a certificate but found a private key")
        .hasMessageContaining("tls.key: expected a private key but found a certificate");
  }

  @Test
  void tellsAKeyOfAnotherCertificate() {
    CertificateProblem problem =
        problem(good.certificatePem(), issue("a.example").keyPem(), NAMES, AT_NOON);

    assertThat(problem.kind()).isEqualTo(Kind.KEY_MISMATCH);
    assertThat(problem)
        .hasMessage(
            "the key in tls.key does not belong to certificate 'CN=a.example' in tls.crt; put the"
                + " two files of one request there");
  }

  @Test
  void tellsAKeyOfAnotherType() {
    String rsa = TestCertificate.named("CN=a").rsa(2048).selfSigned().keyPem();

    assertThat(problem(good.certificatePem(), rsa, NAMES, AT_NOON).kind())
        .isEqualTo(Kind.KEY_MISMATCH);
  }

  @Test
  void tellsAnExpiredCertificate() {
    InstantSource late = InstantSource.fixed(NOON.plus(YEAR).plusSeconds(60));

    CertificateProblem problem = problem(good.certificatePem(), good.keyPem(), NAMES, late);

    assertThat(problem.kind()).isEqualTo(Kind.EXPIRED);
    assertThat(problem)
        .hasMessage(
            "tls.crt: certificate 'CN=a.example' expired on 2027-03-01T12:00Z; ask your CA for a"
                + " new one and put it in tls.crt");
  }

  @Test
  void tellsACertificateOfTheFuture() {
    InstantSource early = InstantSource.fixed(NOON.minus(Duration.ofHours(1)));

    CertificateProblem problem = problem(good.certificatePem(), good.keyPem(), NAMES, early);

    assertThat(problem.findings()).extracting(Finding::kind).containsOnly(Kind.NOT_YET_VALID);
    assertThat(problem)
        .hasMessageContaining(
            "is valid only from 2026-03-01T11:55Z and it is 2026-03-01T11:00Z here; check this"
                + " machine's clock");
  }

  @Test
  void tellsEveryMissingName() {
    CertificateProblem problem =
        problem(good.certificatePem(), good.keyPem(), Set.of("b.example", "192.0.2.8"), AT_NOON);

    assertThat(problem.findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.NAME_MISSING, Kind.NAME_MISSING);
    assertThat(problem)
        .hasMessageContaining(
            "does not hold the name 'b.example' but only a.example, 192.0.2.7,"
                + " 2001:db8:0:0:0:0:0:1; ask your CA");
  }

  @Test
  void commonNameAloneIsNoName() {
    CertificateProblem problem = problem(TestCertificate.named("CN=a.example").selfSigned());

    assertThat(problem.kind()).isEqualTo(Kind.NAME_MISSING);
    assertThat(problem).hasMessageContaining("the name 'a.example' but no name");
  }

  @Test
  void tellsTheWrongOrder() {
    String reversed =
        Pem.certificate(authority.certificate()) + Pem.certificate(good.certificate());

    CertificateProblem problem = problem(reversed, good.keyPem(), NAMES, AT_NOON);

    assertThat(problem.kind()).isEqualTo(Kind.BROKEN_CHAIN);
    assertThat(problem.has(Kind.KEY_MISMATCH)).isFalse();
    assertThat(problem).hasMessageContaining("wrong order: put the server's own first");
  }

  @Test
  void tellsAnIssuerOfTheSameNameThatDidNotSign() {
    String certificate =
        Pem.certificate(good.certificate()) + Fixtures.authority(AT_NOON).certificatePem();

    CertificateProblem problem = problem(certificate, good.keyPem(), NAMES, AT_NOON);

    assertThat(problem.findings()).extracting(Finding::kind).containsExactly(Kind.BROKEN_CHAIN);
    assertThat(problem).hasMessageContaining("is followed by 'CN=Test CA', which did not issue it");
  }

  @Test
  void tellsAnIssuerThatMayNotIssue() {
    TestCertificate.Made noAuthority = TestCertificate.named("CN=No CA").selfSigned();
    TestCertificate.Made server =
        TestCertificate.named("CN=a").dns("a.example").signedBy(noAuthority);

    assertThat(problem(server.pem() + noAuthority.pem(), server.keyPem(), NAMES, AT_NOON).kind())
        .isEqualTo(Kind.BROKEN_CHAIN);
  }

  @Test
  void acceptsALongChain() {
    TestCertificate.Made root = TestCertificate.named("CN=Root").authority().selfSigned();
    TestCertificate.Made middle = TestCertificate.named("CN=Middle").authority().signedBy(root);
    TestCertificate.Made server = TestCertificate.named("CN=a").dns("a.example").signedBy(middle);

    assertThat(
            ServerIdentityCheck.check(
                    server.pem() + middle.pem() + root.pem(), server.keyPem(), NAMES, AT_NOON)
                .chain())
        .hasSize(3);
  }

  @Test
  void tellsAnExpiredIssuer() {
    TestCertificate.Made root =
        TestCertificate.named("CN=Root")
            .authority()
            .valid(NOON.minus(YEAR), NOON.minusSeconds(60))
            .selfSigned();
    TestCertificate.Made server = TestCertificate.named("CN=a").dns("a.example").signedBy(root);

    CertificateProblem problem =
        problem(server.pem() + root.pem(), server.keyPem(), NAMES, AT_NOON);

    assertThat(problem.kind()).isEqualTo(Kind.EXPIRED);
    assertThat(problem).hasMessageContaining("'CN=Root' expired on 2026-03-01T11:59Z");
  }

  @Test
  void tellsWeakKeys() {
    TestCertificate.Made rsa =
        TestCertificate.named("CN=a").dns("a.example").rsa(1024).selfSigned();
    TestCertificate.Made unusual =
        TestCertificate.named("CN=a").dns("a.example").keyType("Ed25519").selfSigned();

    assertThat(problem(rsa).kind()).isEqualTo(Kind.WEAK_KEY);
    assertThat(problem(rsa))
        .hasMessageContaining("has a weak RSA key of 1024 bits (at least 2048 are needed); make");
    assertThat(problem(unusual).kind()).isEqualTo(Kind.WEAK_KEY);
    assertThat(problem(unusual)).hasMessageContaining("many clients do not take");
  }

  @Test
  void tellsAForeignCurveAndNotAMismatchThatNobodyCanTell() {
    TestCertificate.Made root = TestCertificate.named("CN=Root").authority().selfSigned();
    CertificateProblem problem =
        problem(TestCertificate.named("CN=a").dns("a.example").onForeignCurveSignedBy(root));

    assertThat(problem.findings()).extracting(Finding::kind).containsExactly(Kind.WEAK_KEY);
    assertThat(problem).hasMessageContaining("on a curve that clients do not take; make a new key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA1", "MD5"})
  void tellsAWeakSignature(String hash) {
    TestCertificate.Made root = TestCertificate.named("CN=Root").rsa(2048).authority().selfSigned();
    TestCertificate.Made server =
        TestCertificate.named("CN=a").dns("a.example").hash(hash).signedBy(root);

    assertThat(problem(server).findings()).extracting(Finding::kind).containsExactly(Kind.WEAK_KEY);
    assertThat(problem(server)).hasMessageContaining("which clients refuse");
  }

  @Test
  void tellsACertificateOfAnotherPurpose() {
    TestCertificate.Made client =
        TestCertificate.named("CN=a")
            .dns("a.example")
            .purpose(KeyPurposeId.id_kp_clientAuth)
            .selfSigned();
    TestCertificate.Made signer =
        TestCertificate.named("CN=a").dns("a.example").usage(KeyUsage.keyCertSign).selfSigned();

    assertThat(problem(client).kind()).isEqualTo(Kind.NO_SERVER_AUTH);
    assertThat(problem(signer).kind()).isEqualTo(Kind.NO_SERVER_AUTH);
    assertThat(problem(client)).hasMessageContaining("extended key usage serverAuth");
  }

  @Test
  void collectsAllProblemsInOneMessage() {
    TestCertificate.Made bad =
        TestCertificate.named("CN=a")
            .rsa(1024)
            .purpose(KeyPurposeId.id_kp_clientAuth)
            .valid(NOON.minus(YEAR), NOON.minusSeconds(60))
            .selfSigned();

    CertificateProblem problem = problem(bad.pem(), good.keyPem(), NAMES, AT_NOON);

    assertThat(problem.findings())
        .extracting(Finding::kind)
        .containsExactly(
            Kind.KEY_MISMATCH, Kind.EXPIRED, Kind.NAME_MISSING, Kind.WEAK_KEY, Kind.NO_SERVER_AUTH);
    assertThat(problem).hasMessageStartingWith("5 problems: (1) ").hasMessageNotContaining("\n");
  }

  @Test
  void namesTheRealPlaces() {
    PemPair pair = new PemPair("", "", "/etc/hub/cert.pem", "/etc/hub/key.pem");

    CertificateProblem problem =
        catchThrowableOfType(
            CertificateProblem.class, () -> ServerIdentityCheck.check(pair, NAMES, AT_NOON));

    assertThat(problem)
        .hasMessageContainingAll("/etc/hub/cert.pem: is empty", "/etc/hub/key.pem: is empty");
  }

  @Test
  void warnsThirtyDaysBeforeTheEnd() {
    InstantSource early = InstantSource.fixed(NOON.plus(YEAR).minus(Duration.ofDays(30)));
    InstantSource close = InstantSource.fixed(NOON.plus(YEAR).minus(Duration.ofDays(29)));
    InstantSource over = InstantSource.fixed(NOON.plus(YEAR).plusSeconds(1));

    assertThat(good.remaining(early)).isEqualTo(Duration.ofDays(30));
    assertThat(good.expiryWarning(early)).isEmpty();
    assertThat(good.expiryWarning(close))
        .contains(
            "certificate 'CN=a.example' expires on 2027-03-01T12:00Z; renew it and replace tls.crt"
                + " and tls.key");
    assertThat(good.expiryWarning(over))
        .hasValueSatisfying(text -> assertThat(text).contains("expired on 2027-03-01T12:00Z"));
  }
}
