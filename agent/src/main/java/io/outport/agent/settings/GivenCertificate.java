package io.outport.agent.settings;

import io.outport.pki.CertificateProblem;
import io.outport.pki.Pem;
import io.outport.pki.PemPair;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerIdentityCheck;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The certificate that comes with the settings: base64 of PEM files, as a secret holds them. */
final class GivenCertificate {
  private static final String BEGIN = "-----BEGIN ";

  private final Map<String, String> flat;
  private final Findings findings;

  GivenCertificate(Map<String, String> flat, Findings findings) {
    this.flat = flat;
    this.findings = findings;
  }

  /** Checks pair, names and times; puts the CA where it can be told and was not given. */
  void check(Set<String> names, InstantSource clock) {
    Optional<String> certificate = pem(KnownSettings.TLS_CERTIFICATE);
    Optional<String> key = pem(KnownSettings.TLS_KEY);
    Optional<String> authority = pem(KnownSettings.TLS_AUTHORITY);
    authority.ifPresent(this::checkAuthority);
    if (certificate.isEmpty() || key.isEmpty()) {
      return;
    }
    PemPair pair =
        new PemPair(
            certificate.get(), key.get(), KnownSettings.TLS_CERTIFICATE, KnownSettings.TLS_KEY);
    try {
      findAuthority(ServerIdentityCheck.check(pair, names, clock));
    } catch (CertificateProblem problem) {
      problem.findings().forEach(this::report);
    }
  }

  private void report(CertificateProblem.Finding finding) {
    findings.problem(
        Findings.CERTIFICATE,
        KnownSettings.TLS_CERTIFICATE,
        finding.text(),
        "then give tls.crt and tls.key again, each as 'base64 -w0 FILE' prints it");
  }

  private void checkAuthority(String pem) {
    try {
      Pem.certificates(pem, KnownSettings.TLS_AUTHORITY);
    } catch (CertificateProblem problem) {
      problem.findings().forEach(this::report);
    }
  }

  /** A certificate that signed itself, or the last of a whole chain, is its own CA. */
  private void findAuthority(ServerIdentity identity) {
    if (flat.containsKey(KnownSettings.TLS_AUTHORITY)) {
      return;
    }
    X509Certificate last = identity.chain().getLast();
    if (last.getIssuerX500Principal().equals(last.getSubjectX500Principal())) {
      String pem = Pem.certificate(last);
      flat.put(
          KnownSettings.TLS_AUTHORITY,
          Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
      return;
    }
    findings.warning(
        "NoCertificateAuthority",
        KnownSettings.TLS_AUTHORITY,
        "the certificate is signed by a CA that was not given, so nodes cannot be made to trust it",
        "add tls.cacrt, unless all nodes trust that CA already");
  }

  /** The PEM text, whose base64 is kept in one line. Raw PEM is what was meant, so it is taken. */
  private Optional<String> pem(String key) {
    String value = flat.getOrDefault(key, "");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.contains(BEGIN)) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      flat.put(key, Base64.getEncoder().encodeToString(bytes));
      return Optional.of(value);
    }
    Optional<String> text = decode(value);
    if (text.isEmpty()) {
      findings.problem(
          Findings.CERTIFICATE,
          key,
          "is not the base64 of a PEM file",
          "encode the whole file, as 'base64 -w0 FILE' does");
    }
    text.ifPresent(ignored -> flat.put(key, value.replaceAll("\\s", "")));
    return text;
  }

  private static Optional<String> decode(String value) {
    try {
      byte[] bytes = Base64.getDecoder().decode(value.replaceAll("\\s", ""));
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.contains(BEGIN) ? Optional.of(text) : Optional.empty();
    } catch (IllegalArgumentException ignored) {
      // Not base64: the answer.
      return Optional.empty();
    }
  }
}
