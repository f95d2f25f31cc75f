package io.outport.pki;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Builds certificates that our own authority never would: weak, of other purposes, chained. */
final class TestCertificate {
  /** A certificate and its key. */
  record Made(X509Certificate certificate, PrivateKey key) {
    String pem() {
      return Pem.certificate(certificate);
    }

    String keyPem() {
      return Pem.privateKey(key);
    }
  }

  private final String subject;
  private final List<GeneralName> names = new ArrayList<>();
  private String keyAlgorithm = "EC";
  private int rsaBits;
  private boolean authority;
  private int usage;
  private String purpose = "";
  private String hash = "SHA256";
  private Instant begin = Fixtures.NOON.minusSeconds(300);
  private Instant end = Fixtures.NOON.plus(Fixtures.YEAR);

  /** A key of any algorithm that this Java knows. */
  static PrivateKey key(String algorithm) {
    return named("CN=any").keyType(algorithm).keyPair().getPrivate();
  }

  private TestCertificate(String subject) {
    this.subject = subject;
  }

  static TestCertificate named(String subject) {
    return new TestCertificate(subject);
  }

  TestCertificate dns(String name) {
    names.add(new GeneralName(GeneralName.dNSName, name));
    return this;
  }

  TestCertificate rsa(int bits) {
    keyAlgorithm = "RSA";
    rsaBits = bits;
    return this;
  }

  TestCertificate keyType(String algorithm) {
    keyAlgorithm = algorithm;
    return this;
  }

  TestCertificate authority() {
    authority = true;
    return this;
  }

  TestCertificate usage(int bits) {
    usage = bits;
    return this;
  }

  TestCertificate purpose(KeyPurposeId id) {
    purpose = id.getId();
    return this;
  }

  TestCertificate hash(String name) {
    hash = name;
    return this;
  }

  TestCertificate valid(Instant from, Instant until) {
    begin = from;
    end = until;
    return this;
  }

  Made selfSigned() {
    KeyPair pair = keyPair();
    return make(pair, subject, pair.getPrivate());
  }

  Made signedBy(Made issuer) {
    return make(keyPair(), issuer.certificate().getSubjectX500Principal().getName(), issuer.key());
  }

  /** On a curve that Java can read but not use; the key is that of the issuer. */
  Made onForeignCurveSignedBy(Made issuer) {
    var point = CustomNamedCurves.getByName("secp256k1").getG().getEncoded(false);
    var algorithm =
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1);
    try {
      byte[] encoded = new SubjectPublicKeyInfo(algorithm, point).getEncoded();
      PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
      String name = issuer.certificate().getSubjectX500Principal().getName();
      return new Made(certificate(key, name, issuer.key()), issuer.key());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(keyAlgorithm);
      switch (keyAlgorithm) {
        case "RSA" -> generator.initialize(rsaBits);
        case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        default -> {}
      }
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Made make(KeyPair pair, String issuer, PrivateKey signer) {
    try {
      return new Made(certificate(pair.getPublic(), issuer, signer), pair.getPrivate());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate certificate(PublicKey key, String issuer, PrivateKey signer)
      throws Exception {
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            new BigInteger(100, Fixtures.RANDOM),
            Date.from(begin),
            Date.from(end),
            new X500Name(subject),
            key);
    if (authority) {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    }
    if (usage != 0) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    }
    if (!purpose.isEmpty()) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(purpose))));
    }
    if (!names.isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(GeneralName[]::new)));
    }
    return Pem.certificate(
        builder.build(new JcaContentSignerBuilder(signature(signer)).build(signer)).getEncoded());
  }

  private String signature(PrivateKey signer) {
    return switch (signer.getAlgorithm()) {
      case "RSA" -> hash + "withRSA";
      case "EC" -> hash + "withECDSA";
      default -> "Ed25519";
    };
  }
}
