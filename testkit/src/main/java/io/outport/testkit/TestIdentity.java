package io.outport.testkit;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A server identity with a CA of its own for tests, and a client's context that trusts the CA. */
public final class TestIdentity {
  private static final char[] NO_PASSWORD = new char[0];

  private final KeyPair keys;
  private final X509Certificate certificate;
  private final X509Certificate authority;

  private TestIdentity(KeyPair keys, X509Certificate certificate, X509Certificate authority) {
    this.keys = keys;
    this.certificate = certificate;
    this.authority = authority;
  }

  /** Valid now, for {@code localhost} and {@code 127.0.0.1}. */
  public static TestIdentity forLoopback() {
    return create("localhost", "127.0.0.1", Instant.now().plus(Duration.ofDays(1)));
  }

  /** For loopback, but expired an hour ago. */
  public static TestIdentity expired() {
    return create("localhost", "127.0.0.1", Instant.now().minus(Duration.ofHours(1)));
  }

  /** Valid now, for a host that no test connects to. */
  public static TestIdentity forAnotherHost() {
    return create("other.example", "192.0.2.1", Instant.now().plus(Duration.ofDays(1)));
  }

  /** The server's certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The certificate of the CA that issued it. */
  public X509Certificate authority() {
    return authority;
  }

  /** A server's side: the key and the certificate. */
  public SSLContext serverContext() {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry(
          "server", keys.getPrivate(), NO_PASSWORD, new X509Certificate[] {certificate});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no TLS context for the test's server", e);
    }
  }

  /** A client's side: trusts this identity's CA alone. */
  public SSLContext clientContext() {
    try {
      KeyStore store = emptyStore();
      store.setCertificateEntry("authority", authority);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no TLS context for the test's client", e);
    }
  }

  private static TestIdentity create(String host, String address, Instant notAfter) {
    try {
      KeyPair caKeys = newKeys();
      KeyPair keys = newKeys();
      X500Name caName = new X500Name("CN=Test CA of " + host);
      Instant caEnd = Instant.now().plus(Duration.ofDays(2));
      JcaX509v3CertificateBuilder ca = builder(caName, caName, caEnd, caKeys);
      ca.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      JcaX509v3CertificateBuilder leaf =
          builder(caName, new X500Name("CN=" + host), notAfter, keys);
      GeneralName[] names = {
        new GeneralName(GeneralName.dNSName, host), new GeneralName(GeneralName.iPAddress, address)
      };
      leaf.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      return new TestIdentity(keys, sign(leaf, caKeys), sign(ca, caKeys));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("no certificate for the test", e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, Instant notAfter, KeyPair keys) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(System.nanoTime()),
        Date.from(notAfter.minus(Duration.ofDays(30))),
        Date.from(notAfter),
        subject,
        keys.getPublic());
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair issuer)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
