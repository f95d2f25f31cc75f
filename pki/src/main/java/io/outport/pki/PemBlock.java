package io.outport.pki;

/** One {@code -----BEGIN …-----} block of a PEM text: its label, first line and decoded bytes. */
final class PemBlock {
  private final String label;
  private final int line;
  private final boolean encrypted;
  private final byte[] der;

  PemBlock(String label, int line, boolean encrypted, byte[] der) {
    this.label = label;
    this.line = line;
    this.encrypted = encrypted;
    this.der = der;
  }

  /** What stands after BEGIN, such as {@code CERTIFICATE}. */
  String label() {
    return label;
  }

  /** The line of BEGIN, counted from 1. */
  int line() {
    return line;
  }

  /** The bytes themselves, not a copy: blocks live inside one call. */
  byte[] der() {
    return der;
  }

  boolean isCertificate() {
    return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
  }

  boolean isPrivateKey() {
    return label.endsWith("PRIVATE KEY");
  }

  boolean isEncrypted() {
    return encrypted || label.equals("ENCRYPTED PRIVATE KEY");
  }

  /** The block in words, for "but found …". */
  String words() {
    if (isPrivateKey()) {
      return isEncrypted() ? "an encrypted private key" : "a private key";
    }
    return switch (label) {
      case "CERTIFICATE", "X509 CERTIFICATE" -> "a certificate";
      case "TRUSTED CERTIFICATE" -> "an OpenSSL trusted certificate";
      case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" -> "a certificate request";
      case "PKCS7", "CMS" -> "a PKCS#7 container";
      case "PUBLIC KEY", "RSA PUBLIC KEY" -> "a public key";
      case "X509 CRL" -> "a revocation list";
      default -> "a block named '" + CertificateFacts.printable(label) + "'";
    };
  }
}
