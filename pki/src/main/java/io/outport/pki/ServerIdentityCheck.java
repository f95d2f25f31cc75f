package io.outport.pki;

import io.outport.pki.CertificateProblem.Finding;
import io.outport.pki.CertificateProblem.Kind;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether clients will accept a certificate and key as a TLS server's, before they are used.
 * One instance judges one pair.
 */
public final class ServerIdentityCheck {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private final PemPair pair;
  private final Instant now;
  private final List<Finding> findings = new ArrayList<>();

  private ServerIdentityCheck(PemPair pair, Instant now) {
    this.pair = pair;
    this.now = now;
  }

  /**
   * As {@link #check(PemPair, Set, InstantSource)}, for texts that people keep in {@code tls.crt}
   * and {@code tls.key}.
   */
  public static ServerIdentity check(
      String certificatePem, String keyPem, Set<String> requiredNames, InstantSource clock) {
    return check(PemPair.of(certificatePem, keyPem), requiredNames, clock);
  }

  /**
   * The identity, when nothing is wrong with it.
   *
   * @param requiredNames DNS names and addresses that the certificate must be good for
   * @throws CertificateProblem with everything that is wrong
   */
  public static ServerIdentity check(PemPair pair, Set<String> requiredNames, InstantSource clock) {
    ServerIdentityCheck check = new ServerIdentityCheck(pair, clock.instant());
    @Nullable List<X509Certificate> chain = check.readChain();
    @Nullable PrivateKey key = check.readKey();
    if (chain != null) {
      check.judge(chain, key, requiredNames);
    }
    if (chain == null || key == null || !check.findings.isEmpty()) {
      throw new CertificateProblem(check.findings);
    }
    return new ServerIdentity(chain, key);
  }

  private @Nullable List<X509Certificate> readChain() {
    try {
      return Pem.certificates(pair.certificate(), pair.certificatePlace());
    } catch (CertificateProblem e) {
      findings.addAll(e.findings());
      return null;
    }
  }

  private @Nullable PrivateKey readKey() {
    try {
      return Pem.privateKey(pair.key(), pair.keyPlace());
    } catch (CertificateProblem e) {
      findings.addAll(e.findings());
      return null;
    }
  }

  private void judge(
      List<X509Certificate> chain, @Nullable PrivateKey key, Set<String> requiredNames) {
    X509Certificate server = chain.getFirst();
    if (key != null) {
      judgeKey(chain, key);
    }
    chain.forEach(this::judgePeriod);
    judgeNames(server, requiredNames);
    judgeOrder(chain);
    chain.forEach(this::judgeStrength);
    judgePurpose(server);
  }

  private void judgeKey(List<X509Certificate> chain, PrivateKey key) {
    boolean untellable = !KeyChecks.hasUsualCurve(chain.getFirst());
    if (untellable || KeyChecks.matches(chain.getFirst(), key)) {
      return;
    }
    boolean wrongOrder =
        chain.stream().anyMatch(certificate -> KeyChecks.matches(certificate, key));
    if (wrongOrder) {
      add(
          Kind.BROKEN_CHAIN,
          "%s: the certificates are in the wrong order: put the server's own first, then its issuers"
              .formatted(pair.certificatePlace()));
      return;
    }
    add(
        Kind.KEY_MISMATCH,
        "the key in %s does not belong to certificate %s in %s; put the two files of one request there"
            .formatted(
                pair.keyPlace(),
                CertificateFacts.subject(chain.getFirst()),
                pair.certificatePlace()));
  }

  private void judgePeriod(X509Certificate certificate) {
    Instant begin = CertificateFacts.begin(certificate);
    Instant end = CertificateFacts.end(certificate);
    if (now.isBefore(begin)) {
      addAbout(
          certificate,
          Kind.NOT_YET_VALID,
          "is valid only from %s and it is %s here; check this machine's clock"
              .formatted(CertificateFacts.minutes(begin), CertificateFacts.minutes(now)));
    }
    if (now.isAfter(end)) {
      addAbout(
          certificate,
          Kind.EXPIRED,
          "expired on %s; ask your CA for a new one and put it in %s"
              .formatted(CertificateFacts.minutes(end), pair.certificatePlace()));
    }
  }

  private void judgeNames(X509Certificate server, Set<String> requiredNames) {
    List<String> present = CertificateFacts.names(server);
    for (String required : new TreeSet<>(requiredNames)) {
      if (!NameMatch.covers(present, required)) {
        String held = present.isEmpty() ? "no name" : "only " + String.join(", ", present);
        addAbout(
            server,
            Kind.NAME_MISSING,
            "does not hold the name '%s' but %s; ask your CA for one with this subject alternative name"
                .formatted(CertificateFacts.printable(required), CertificateFacts.printable(held)));
      }
    }
  }

  private void judgeOrder(List<X509Certificate> chain) {
    for (int at = 0; at + 1 < chain.size(); at++) {
      X509Certificate below = chain.get(at);
      X509Certificate above = chain.get(at + 1);
      if (!issued(above, below)) {
        addAbout(
            below,
            Kind.BROKEN_CHAIN,
            "is followed by %s, which did not issue it (%s did); put its issuer after it, or nothing"
                .formatted(CertificateFacts.subject(above), CertificateFacts.issuer(below)));
      }
    }
  }

  private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
    boolean named = issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    if (!named || !CertificateFacts.isAuthority(issuer)) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException ignored) {
      // A signature that cannot be verified was not made by this issuer.
      return false;
    }
  }

  private void judgeStrength(X509Certificate certificate) {
    KeyChecks.weakKey(certificate).ifPresent(text -> addAbout(certificate, Kind.WEAK_KEY, text));
    boolean selfIssued =
        certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    if (!selfIssued) {
      // Nobody verifies the signature on a root: it is trusted for itself.
      KeyChecks.weakSignature(certificate)
          .ifPresent(text -> addAbout(certificate, Kind.WEAK_KEY, text));
    }
  }

  private void judgePurpose(X509Certificate server) {
    try {
      @Nullable List<String> purposes = server.getExtendedKeyUsage();
      boolean @Nullable [] usage = server.getKeyUsage();
      boolean forServers =
          purposes == null || purposes.contains(SERVER_AUTH) || purposes.contains(ANY_PURPOSE);
      boolean maySign = usage == null || usage[KeyChecks.DIGITAL_SIGNATURE];
      if (forServers && maySign) {
        return;
      }
    } catch (CertificateParsingException ignored) {
      // A purpose that cannot be read is refused by clients, as one that does not allow it.
    }
    addAbout(
        server,
        Kind.NO_SERVER_AUTH,
        "may not be used for a TLS server; ask your CA for one with key usage digitalSignature and"
            + " extended key usage serverAuth");
  }

  private void addAbout(X509Certificate certificate, Kind kind, String text) {
    add(
        kind,
        "%s: certificate %s %s"
            .formatted(pair.certificatePlace(), CertificateFacts.subject(certificate), text));
  }

  private void add(Kind kind, String text) {
    findings.add(new Finding(kind, text));
  }
}
