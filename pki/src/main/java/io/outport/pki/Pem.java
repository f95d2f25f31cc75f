package io.outport.pki;

import io.outport.pki.CertificateProblem.Kind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Certificates and private keys as PEM text (RFC 7468). Text around the blocks is ignored, as other
 * tools do; every other deviation is told in words by a {@link CertificateProblem} of kind {@code
 * NOT_PEM}.
 */
public final class Pem {
  private static final String SWAPPED = ": are the certificate and the key file swapped?";
  private static final int LINE_LENGTH = 64;

  private Pem() {}

  /**
   * The bytes of a PEM file as text that the other methods can judge: unlike a strict decoder this
   * never fails, so that a binary file gets its own words there.
   */
  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** All certificates of a text in their order, at least one. */
  public static List<X509Certificate> certificates(String pem) {
    return certificates(pem, "certificate");
  }

  /** As {@link #certificates(String)}; {@code where} names the text in errors, such as a path. */
  public static List<X509Certificate> certificates(String pem, String where) {
    List<PemBlock> blocks = PemScanner.scan(pem, where);
    List<PemBlock> found = blocks.stream().filter(PemBlock::isCertificate).toList();
    if (found.isEmpty()) {
      PemBlock other = blocks.getFirst();
      throw problem(
          where, "expected a certificate but found " + other.words() + certificateAdvice(other));
    }
    return found.stream().map(block -> certificate(block, where)).toList();
  }

  /** The one private key of a text: PKCS#8, PKCS#1 RSA or SEC 1 EC, not encrypted. */
  public static PrivateKey privateKey(String pem) {
    return privateKey(pem, "private key");
  }

  /** As {@link #privateKey(String)}; {@code where} names the text in errors, such as a path. */
  public static PrivateKey privateKey(String pem, String where) {
    List<PemBlock> blocks = PemScanner.scan(pem, where);
    List<PemBlock> found = blocks.stream().filter(PemBlock::isPrivateKey).toList();
    if (found.isEmpty()) {
      PemBlock other = blocks.getFirst();
      throw problem(
          where,
          "expected a private key but found "
              + other.words()
              + (other.isCertificate() ? SWAPPED : ": export the private key in PKCS#8 PEM form"));
    }
    if (found.size() > 1) {
      throw problem(where, "expected one private key but found %d".formatted(found.size()));
    }
    return PrivateKeyReader.read(found.getFirst(), where);
  }

  /** One certificate as PEM text that ends with a line break. */
  public static String certificate(X509Certificate certificate) {
    return write("CERTIFICATE", der(certificate));
  }

  /** One key as PKCS#8 PEM text that ends with a line break: a secret. */
  public static String privateKey(PrivateKey key) {
    return write("PRIVATE KEY", Objects.requireNonNull(key.getEncoded(), "key without encoding"));
  }

  /** The DER bytes of a certificate. */
  static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate has no DER form", e);
    }
  }

  /** Parses exactly one DER certificate. */
  static X509Certificate certificate(byte[] der) throws CertificateException {
    ByteArrayInputStream in = new ByteArrayInputStream(der);
    X509Certificate certificate =
        (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    if (in.available() > 0) {
      throw new CertificateException(in.available() + " bytes follow the certificate");
    }
    return certificate;
  }

  private static X509Certificate certificate(PemBlock block, String where) {
    try {
      return certificate(block.der());
    } catch (CertificateException | RuntimeException e) {
      throw problem(
          where,
          "the certificate that begins at line %d cannot be read (%s): copy the original file"
              .formatted(block.line(), CertificateFacts.printable(String.valueOf(e.getMessage()))));
    }
  }

  private static String certificateAdvice(PemBlock found) {
    if (found.isPrivateKey()) {
      return SWAPPED;
    }
    return switch (found.label()) {
      case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" ->
          ": send it to your CA and use the certificate that comes back";
      case "PKCS7", "CMS" -> ": convert it with 'openssl pkcs7 -print_certs'";
      case "TRUSTED CERTIFICATE" -> ": convert it with 'openssl x509'";
      default -> ": put the certificate in PEM form there";
    };
  }

  private static String write(String label, byte[] der) {
    Base64.Encoder encoder =
        Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, encoder.encodeToString(der));
  }

  private static CertificateProblem problem(String where, String text) {
    return new CertificateProblem(Kind.NOT_PEM, where + ": " + text);
  }
}
