package io.outport.pki;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.stream.Collectors;

/** A certificate in words, for people who look for a fault; nothing of any key. */
public final class CertificateWords {
  /** Most names that are told. */
  private static final int MAX_NAMES = 50;

  private CertificateWords() {}

  /** Some lines, each indented. */
  public static String of(X509Certificate certificate, Instant now) {
    return """
      subject      %s
      issuer       %s
      names        %s
      serial       %s
      valid from   %s
      valid until  %s%s
      authority    %s
      fingerprint  %s
    """
        .formatted(
            CertificateFacts.subject(certificate),
            CertificateFacts.issuer(certificate),
            names(certificate),
            certificate.getSerialNumber().toString(16),
            CertificateFacts.minutes(CertificateFacts.begin(certificate)),
            CertificateFacts.minutes(CertificateFacts.end(certificate)),
            period(certificate, now),
            CertificateFacts.isAuthority(certificate) ? "yes" : "no",
            CertificateFacts.fingerprint(certificate));
  }

  /**
   * Whether a private key is that of the first certificate.
   *
   * @throws CertificateProblem where either cannot be read; it never quotes the key
   */
  public static boolean belongs(String certificatePem, String keyPem) {
    X509Certificate first = Pem.certificates(certificatePem, "tls.crt").getFirst();
    return KeyChecks.matches(first, Pem.privateKey(keyPem, "tls.key"));
  }

  private static String names(X509Certificate certificate) {
    String names =
        CertificateFacts.names(certificate).stream()
            .limit(MAX_NAMES)
            .map(CertificateFacts::printable)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : names;
  }

  private static String period(X509Certificate certificate, Instant now) {
    if (now.isBefore(CertificateFacts.begin(certificate))) {
      return " (not yet valid)";
    }
    return now.isAfter(CertificateFacts.end(certificate)) ? " (expired)" : "";
  }
}
