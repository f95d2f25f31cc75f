package io.outport.pki;

import io.outport.pki.CertificateProblem.Kind;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The certificates that a client trusts servers by. Immutable. */
public final class TrustBundle {
  /** Most certificates that a compact text may carry: it stands in a connection string. */
  public static final int MAX_COMPACT_CERTIFICATES = 8;

  private static final char SEPARATOR = '.';

  /** Empty: those that this Java brings. */
  private final List<X509Certificate> certificates;

  private TrustBundle(List<X509Certificate> certificates) {
    this.certificates = certificates;
  }

  /** Trusts these certificates alone, at least one. */
  public static TrustBundle of(List<X509Certificate> certificates) {
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("a trust bundle needs a certificate");
    }
    return new TrustBundle(List.copyOf(certificates));
  }

  /** Trusts the certificates of a PEM text alone. */
  public static TrustBundle ofPem(String pem) {
    return of(Pem.certificates(pem));
  }

  /** Trusts the public authorities that this Java trusts ({@code javax.net.ssl.trustStore}). */
  public static TrustBundle system() {
    return new TrustBundle(List.of());
  }

  /** Reads what {@link #toCompactText()} wrote. */
  public static TrustBundle ofCompactText(String text) {
    String[] parts = text.strip().split("[.]", -1);
    if (parts.length > MAX_COMPACT_CERTIFICATES) {
      throw unreadable("it holds more than %d certificates".formatted(MAX_COMPACT_CERTIFICATES));
    }
    return of(Arrays.stream(parts).map(TrustBundle::compactCertificate).toList());
  }

  private static X509Certificate compactCertificate(String part) {
    try {
      return Pem.certificate(Base64.getUrlDecoder().decode(part));
    } catch (IllegalArgumentException | CertificateException e) {
      throw unreadable(CertificateFacts.printable(String.valueOf(e.getMessage())));
    }
  }

  private static CertificateProblem unreadable(String why) {
    return new CertificateProblem(
        Kind.NOT_PEM,
        "the CA certificate in the text is damaged or cut off (%s): copy the whole text again"
            .formatted(why));
  }

  /** Trusts what any of these trusts: this Java's own authorities and these, all as a list. */
  public TrustBundle and(List<TrustBundle> others) {
    if (others.isEmpty()) {
      return this;
    }
    return of(
        Stream.concat(Stream.of(this), others.stream())
            .flatMap(each -> Arrays.stream(each.trustManager().getAcceptedIssuers()))
            .toList());
  }

  /** The trusted certificates; empty for {@link #system()}. */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /** Whether these are this Java's own. */
  public boolean isSystem() {
    return certificates.isEmpty();
  }

  /**
   * Base64url of each DER certificate, joined by {@code '.'}: letters, digits, {@code '-'}, {@code
   * '_'} and {@code '.'} only.
   *
   * @throws IllegalStateException for {@link #system()}, which needs no text
   */
  public String toCompactText() {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return explicit().stream()
        .map(certificate -> encoder.encodeToString(Pem.der(certificate)))
        .collect(Collectors.joining(String.valueOf(SEPARATOR)));
  }

  /** All certificates as PEM text, as containerd and curl take it. */
  public String toPem() {
    return explicit().stream().map(Pem::certificate).collect(Collectors.joining());
  }

  /** {@code sha256:} and the hex of the SHA-256 of the first certificate's DER. */
  public String fingerprint() {
    return CertificateFacts.fingerprint(explicit().getFirst());
  }

  private List<X509Certificate> explicit() {
    if (isSystem()) {
      throw new IllegalStateException("the system's trust has no certificates of its own");
    }
    return certificates;
  }

  /**
   * Verifies chain, period and, where the connection asks for it as every HTTPS client does, the
   * host name. What it throws can be told in words by {@link TrustProblem#explain}.
   */
  public X509ExtendedTrustManager trustManager() {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(keyStore());
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager extended) {
          return new ExplainingTrustManager(extended);
        }
      }
      throw new IllegalStateException("this Java's PKIX offers no X.509 trust manager");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("trust could not be set up", e);
    }
  }

  private @Nullable KeyStore keyStore() throws GeneralSecurityException {
    if (isSystem()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new IllegalStateException("an empty key store reads nothing", e);
    }
    for (int at = 0; at < certificates.size(); at++) {
      store.setCertificateEntry("trusted-" + at, certificates.get(at));
    }
    return store;
  }

  /** A TLS context for clients that trust this bundle and show no certificate. */
  public SSLContext clientContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trustManager()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS could not be set up", e);
    }
  }

  @Override
  public String toString() {
    return isSystem()
        ? "TrustBundle[system]"
        : certificates.stream()
            .map(CertificateFacts::subject)
            .collect(Collectors.joining(", ", "TrustBundle[", "]"));
  }
}
