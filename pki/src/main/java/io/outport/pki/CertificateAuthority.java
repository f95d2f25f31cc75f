package io.outport.pki;

import io.outport.pki.CertificateProblem.Kind;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority of our own: signs certificates for TLS servers. Keys are ECDSA P-256,
 * signatures use SHA-256. Immutable and safe for use by several threads.
 */
public final class CertificateAuthority {
  /** How far certificates are dated back, for clients whose clocks are late. */
  public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final X509Certificate certificate;
  private final PrivateKey key;

  private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Makes a new, self-signed authority which may sign servers but no further authorities.
   *
   * @param commonName what people see in lists of authorities, 1 to 64 characters
   * @param validity from now to the end, at least a second
   */
  public static CertificateAuthority create(
      String commonName, Duration validity, InstantSource clock, SecureRandom random) {
    KeyPair pair = newKey(random);
    CertificateTemplate template =
        CertificateTemplate.authority(commonName, pair.getPublic(), period(clock, validity));
    return new CertificateAuthority(
        template.selfSigned(pair.getPrivate(), random), pair.getPrivate());
  }

  /** Takes an existing authority; a {@link CertificateProblem} says why a pair cannot be one. */
  public static CertificateAuthority of(X509Certificate certificate, PrivateKey key) {
    String subject = CertificateFacts.subject(certificate);
    if (!KeyChecks.matches(certificate, key)) {
      throw new CertificateProblem(
          Kind.KEY_MISMATCH,
          "the private key does not belong to CA certificate " + subject + ": give its own key");
    }
    boolean @Nullable [] usage = certificate.getKeyUsage();
    boolean signs = usage == null || usage[KeyChecks.KEY_CERT_SIGN];
    if (!CertificateFacts.isAuthority(certificate) || !signs) {
      throw new CertificateProblem(
          Kind.BROKEN_CHAIN,
          "certificate "
              + subject
              + " must not sign others (it is not a CA): give the CA's certificate and key");
    }
    return new CertificateAuthority(certificate, key);
  }

  /**
   * Signs a certificate for a new key. It ends with the authority's own at the latest.
   *
   * @throws CertificateProblem of kind EXPIRED when the authority itself has expired
   */
  public ServerIdentity issue(
      ServerNames names, Duration validity, InstantSource clock, SecureRandom random) {
    Instant end = CertificateFacts.end(certificate);
    if (!clock.instant().isBefore(end)) {
      throw new CertificateProblem(
          Kind.EXPIRED,
          "CA certificate %s expired on %s and can sign no more: make a new CA"
              .formatted(CertificateFacts.subject(certificate), CertificateFacts.minutes(end)));
    }
    KeyPair pair = newKey(random);
    CertificateTemplate template =
        CertificateTemplate.server(names, pair.getPublic(), period(clock, validity).endingBy(end));
    return new ServerIdentity(
        List.of(template.signedBy(certificate, key, random), certificate), pair.getPrivate());
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** The authority's certificate as PEM text. */
  public String certificatePem() {
    return Pem.certificate(certificate);
  }

  /** The authority's private key as PKCS#8 PEM text: a secret. */
  public String keyPem() {
    return Pem.privateKey(key);
  }

  /** What clients need to trust the servers signed here. */
  public TrustBundle trust() {
    return TrustBundle.of(List.of(certificate));
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "CertificateAuthority[subject=%s, key=redacted]"
        .formatted(CertificateFacts.subject(certificate));
  }

  private static ValidityPeriod period(InstantSource clock, Duration validity) {
    Objects.requireNonNull(validity, "validity");
    if (validity.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("validity must be a second at least, not " + validity);
    }
    Instant now = clock.instant();
    return new ValidityPeriod(now.minus(CLOCK_SKEW), now.plus(validity));
  }

  private static KeyPair newKey(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has ECDSA P-256", e);
    }
  }
}
