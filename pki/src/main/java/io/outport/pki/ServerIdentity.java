package io.outport.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a TLS server shows (its certificate first, then issuers) and the key that proves it. */
public record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {
  /** From this much remaining life on, people are told to renew. */
  public static final Duration WARN_BEFORE_EXPIRY = Duration.ofDays(30);

  /** Copies the chain, which must not be empty. */
  public ServerIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a server identity needs a certificate");
    }
  }

  /** The server's own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** The whole chain as PEM text. */
  public String certificatePem() {
    return chain.stream().map(Pem::certificate).collect(Collectors.joining());
  }

  /** The private key as PKCS#8 PEM text: a secret. */
  public String keyPem() {
    return Pem.privateKey(key);
  }

  /** {@code sha256:<hex>} of the server's own certificate. */
  public String fingerprint() {
    return CertificateFacts.fingerprint(certificate());
  }

  /** Time until the first certificate of the chain expires; negative once one has. */
  public Duration remaining(InstantSource clock) {
    return Duration.between(clock.instant(), CertificateFacts.end(firstToExpire()));
  }

  /**
   * Whether one authority, by name and key, signed both, so that whoever trusts the other trusts
   * this one. False where the certificates do not tell.
   */
  public boolean hasAuthorityOf(ServerIdentity other) {
    return CertificateFacts.haveOneAuthority(certificate(), other.certificate());
  }

  /** Words for a person when less than {@link #WARN_BEFORE_EXPIRY} remains. */
  public Optional<String> expiryWarning(InstantSource clock) {
    Duration remaining = remaining(clock);
    if (remaining.compareTo(WARN_BEFORE_EXPIRY) >= 0) {
      return Optional.empty();
    }
    X509Certificate first = firstToExpire();
    return Optional.of(
        "certificate %s %s %s; renew it and replace tls.crt and tls.key"
            .formatted(
                CertificateFacts.subject(first),
                remaining.isNegative() ? "expired on" : "expires on",
                CertificateFacts.minutes(CertificateFacts.end(first))));
  }

  private X509Certificate firstToExpire() {
    return chain.stream().min(Comparator.comparing(CertificateFacts::end)).orElseThrow();
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "ServerIdentity[subject=%s, serial=%s, expires=%s, key=redacted]"
        .formatted(
            CertificateFacts.subject(certificate()),
            certificate().getSerialNumber().toString(16),
            CertificateFacts.minutes(CertificateFacts.end(certificate())));
  }
}
