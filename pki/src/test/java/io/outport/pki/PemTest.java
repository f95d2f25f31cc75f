package io.outport.pki;

import static io.outport.pki.Fixtures.AT_NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.pki.CertificateProblem.Kind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.Base64;
import org.assertj.core.api.AbstractStringAssert;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PemTest {
  private final ServerIdentity identity = Fixtures.identity(AT_NOON, "a.example");
  private final String certificate = identity.certificatePem();
  private final String key = identity.keyPem();

  @Test
  void certificatesComeBackInTheirOrder() {
    assertThat(Pem.certificates(certificate)).isEqualTo(identity.chain());
  }

  @Test
  void linesAreSixtyFourCharactersAtMost() {
    assertThat(certificate.lines()).allMatch(line -> line.length() <= 64);
    assertThat(certificate).endsWith("-----END CERTIFICATE-----\n");
  }

  @Test
  void ignoresTextAroundTheBlocksAndForeignLineEnds() {
    String noisy = "\ufeffBag Attributes\r\n" + certificate.replace("\n", "\r\n  ") + "\r\nthe end";

    assertThat(Pem.certificates(noisy)).isEqualTo(identity.chain());
  }

  @Test
  void takesCertificateAndKeyFromOneText() {
    assertThat(Pem.certificates(key + certificate)).isEqualTo(identity.chain());
    assertThat(Pem.privateKey(certificate + key)).isEqualTo(identity.key());
  }

  @ParameterizedTest
  @CsvSource({"EC, EC", "RSA, RSA", "Ed25519, EdDSA"})
  void privateKeysComeBackAsPkcs8(String type, String algorithm) {
    PrivateKey made = TestCertificate.named("CN=a").rsa(2048).keyType(type).selfSigned().key();

    PrivateKey read = Pem.privateKey(Pem.privateKey(made));

    assertThat(read).isEqualTo(made);
    assertThat(read.getAlgorithm()).isEqualTo(algorithm);
  }

  @ParameterizedTest
  @CsvSource({"EC, EC PRIVATE KEY", "RSA, RSA PRIVATE KEY"})
  void readsTheOlderFormsOfKeys(String type, String label) throws Exception {
    PrivateKey made = TestCertificate.named("CN=a").rsa(2048).keyType(type).selfSigned().key();
    byte[] older =
        PrivateKeyInfo.getInstance(made.getEncoded())
            .parsePrivateKey()
            .toASN1Primitive()
            .getEncoded();
    byte[] named = type.equals("EC") ? withCurve(made) : older;

    // The JDK compares encodings, which may or may not repeat the public key: compare what signs.
    assertThat(secret(Pem.privateKey(block(label, named)))).isEqualTo(secret(made));
  }

  private static BigInteger secret(PrivateKey key) {
    return switch (key) {
      case ECPrivateKey ec -> ec.getS();
      case RSAPrivateKey rsa -> rsa.getPrivateExponent();
      default -> throw new IllegalArgumentException(key.getAlgorithm());
    };
  }

  /** SEC 1 as OpenSSL writes it: the curve stands inside. */
  private static byte[] withCurve(PrivateKey key) throws Exception {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
    var inner = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
    return new org.bouncycastle.asn1.sec.ECPrivateKey(
            256, inner.getKey(), info.getPrivateKeyAlgorithm().getParameters())
        .getEncoded();
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
  }

  private static String block(String label) {
    return block(label, "not looked at".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void saysWhatWasFoundInPlaceOfACertificate() {
    assertCertificateProblem(block("ENCRYPTED PRIVATE KEY"))
        .isEqualTo(
            "tls.crt: expected a certificate but found an encrypted private key: are the"
                + " certificate and the key file swapped?");
    assertCertificateProblem(key).contains("found a private key", "swapped");
    assertCertificateProblem(block("CERTIFICATE REQUEST"))
        .contains("found a certificate request: send it to your CA");
    assertCertificateProblem(block("PKCS7")).contains("openssl pkcs7 -print_certs");
    assertCertificateProblem(block("TRUSTED CERTIFICATE")).contains("'openssl x509'");
    assertCertificateProblem(block("PUBLIC KEY")).contains("found a public key");
    assertCertificateProblem(block("X509 CRL")).contains("found a revocation list");
    assertCertificateProblem(block("SOMETHING")).contains("found a block named 'SOMETHING'");
  }

  @Test
  void saysWhatWasFoundInPlaceOfAKey() {
    String legacy =
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,0011

        AAAA
        -----END RSA PRIVATE KEY-----
        """;

    assertKeyProblem(block("ENCRYPTED PRIVATE KEY"))
        .isEqualTo(
            "tls.key: expected a private key but found an encrypted private key: decrypt it first"
                + " with 'openssl pkey -in ENCRYPTED -out tls.key'");
    assertKeyProblem(legacy).contains("found an encrypted private key");
    assertKeyProblem(certificate).contains("found a certificate", "swapped");
    assertKeyProblem(key + key).contains("expected one private key but found 2");
    assertKeyProblem(block("OPENSSH PRIVATE KEY")).contains("ssh-keygen -p -m PKCS8");
    assertKeyProblem(block("DSA PRIVATE KEY")).contains("found 'DSA PRIVATE KEY'");
    assertKeyProblem(block("PUBLIC KEY")).contains("found a public key");
    assertKeyProblem(block("PRIVATE KEY")).contains("begins at line 1 cannot be read");
  }

  @Test
  void refusesKeysOfOtherAlgorithms() {
    PrivateKey exchange = TestCertificate.key("X25519");

    assertKeyProblem(Pem.privateKey(exchange)).contains("algorithm that is not supported");
  }

  @Test
  void saysWhatIsWrongWithTextThatIsNotPem() {
    assertCertificateProblem(" \n ").isEqualTo("tls.crt: is empty");
    assertCertificateProblem("hello").contains("holds no '-----BEGIN …-----' line");
    assertCertificateProblem(Pem.text(Pem.der(identity.certificate())))
        .contains("is binary (DER or PKCS#12)", "openssl x509 -inform DER");
    assertCertificateProblem(Pem.text(certificate.getBytes(StandardCharsets.UTF_16LE)))
        .contains("is UTF-16 text: save it as UTF-8");
    assertCertificateProblem(certificate.replace("-----", "—–—"))
        .contains("curly quotes or long dashes");
    assertCertificateProblem(certificate.replaceFirst("\nMI", "\n“MI"))
        .contains("line 2 is not base64: it holds curly quotes");
    assertCertificateProblem(certificate.replaceFirst("\nMI", "\n#MI"))
        .contains("line 2 is not base64: the text was changed or damaged");
    assertCertificateProblem(certificate.replace("\n", " "))
        .contains("line 1 holds more than its BEGIN mark: the line breaks were lost");
    assertCertificateProblem(certificate.replace("\n", "\\n"))
        .contains("line 1 holds \\n as two characters");
    assertCertificateProblem(certificate.substring(0, 200)).contains("no END line");
    assertCertificateProblem(certificate.replaceFirst("-----END CERTIFICATE-----\n", ""))
        .contains("the block that begins at line 1 is cut short");
    assertCertificateProblem(certificate.substring(certificate.indexOf('\n')))
        .contains("ends a block that never began");
    assertCertificateProblem("-----BEGIN CERTIFICATE").contains("does not end with '-----'");
    assertCertificateProblem("-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----")
        .contains("damaged base64");
    assertCertificateProblem(block("CERTIFICATE")).contains("begins at line 1 cannot be read");
    assertCertificateProblem("x".repeat(PemScanner.MAX_CHARACTERS + 1)).contains("is longer than");
  }

  @Test
  void refusesBytesAfterACertificate() {
    byte[] der = Pem.der(identity.certificate());
    byte[] longer = java.util.Arrays.copyOf(der, der.length + 3);

    assertCertificateProblem(block("CERTIFICATE", longer))
        .contains("3 bytes follow the certificate");
  }

  private static AbstractStringAssert<?> assertCertificateProblem(String text) {
    return assertProblem(() -> Pem.certificates(text, "tls.crt"));
  }

  private static AbstractStringAssert<?> assertKeyProblem(String text) {
    return assertProblem(() -> Pem.privateKey(text, "tls.key"));
  }

  private static AbstractStringAssert<?> assertProblem(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    var thrown = assertThatThrownBy(call).isInstanceOf(CertificateProblem.class);
    thrown.satisfies(
        problem -> assertThat(((CertificateProblem) problem).kind()).isEqualTo(Kind.NOT_PEM));
    thrown.hasMessageNotContaining("\n").hasNoCause();
    return (AbstractStringAssert<?>) thrown.message();
  }
}
