package io.outport.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509ExtensionUtils;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** What is to be signed: subject, public key, period and extensions (RFC 5280, section 4.2). */
final class CertificateTemplate {
  private static final int MAX_COMMON_NAME = 64;
  private static final int SERIAL_BITS = 128;

  private final X500Name subject;
  private final PublicKey publicKey;
  private final ValidityPeriod period;
  private final ExtensionsGenerator extensions;

  private CertificateTemplate(
      X500Name subject,
      PublicKey publicKey,
      ValidityPeriod period,
      ExtensionsGenerator extensions) {
    this.subject = subject;
    this.publicKey = publicKey;
    this.period = period;
    this.extensions = extensions;
  }

  /** An authority that signs servers only. */
  static CertificateTemplate authority(
      String commonName, PublicKey publicKey, ValidityPeriod period) {
    if (commonName.isBlank() || commonName.length() > MAX_COMMON_NAME) {
      throw new IllegalArgumentException(
          "a CA's common name has 1 to %d characters".formatted(MAX_COMMON_NAME));
    }
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      extensions.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return new CertificateTemplate(name(commonName), publicKey, period, extensions);
    } catch (IOException e) {
      throw new IllegalStateException("extensions of our own are encodable", e);
    }
  }

  /** A TLS server; its first name is also the common name, for people. */
  static CertificateTemplate server(ServerNames names, PublicKey publicKey, ValidityPeriod period) {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      extensions.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      extensions.addExtension(Extension.subjectAlternativeName, false, alternativeNames(names));
      return new CertificateTemplate(name(commonName(names)), publicKey, period, extensions);
    } catch (IOException e) {
      throw new IllegalStateException("extensions of our own are encodable", e);
    }
  }

  /** Signs with the key that belongs to this template's own public key. */
  X509Certificate selfSigned(PrivateKey key, SecureRandom random) {
    try {
      X509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(publicKey.getEncoded());
      return sign(subject, identifiers.createAuthorityKeyIdentifier(info), key, random);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java can make key identifiers", e);
    }
  }

  /** Signs with an authority's key. */
  X509Certificate signedBy(X509Certificate authority, PrivateKey key, SecureRandom random) {
    X500Name issuer = X500Name.getInstance(authority.getSubjectX500Principal().getEncoded());
    return sign(issuer, identifierOf(authority), key, random);
  }

  /**
   * The authority's identifier as it states it itself: another CA may compute it in another way,
   * and clients compare the two.
   */
  private static AuthorityKeyIdentifier identifierOf(X509Certificate authority) {
    try {
      byte @Nullable [] stated =
          authority.getExtensionValue(Extension.subjectKeyIdentifier.getId());
      if (stated != null) {
        return new AuthorityKeyIdentifier(
            SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(stated).getOctets())
                .getKeyIdentifier());
      }
      SubjectPublicKeyInfo info =
          SubjectPublicKeyInfo.getInstance(authority.getPublicKey().getEncoded());
      return new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(info);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java can make key identifiers", e);
    }
  }

  private X509Certificate sign(
      X500Name issuer, AuthorityKeyIdentifier identifier, PrivateKey key, SecureRandom random) {
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(publicKey.getEncoded());
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              issuer, serial(random), time(period.begin()), time(period.end()), subject, info);
      for (var identified : extensions.generate().getExtensionOIDs()) {
        builder.addExtension(extensions.generate().getExtension(identified));
      }
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(info));
      builder.addExtension(Extension.authorityKeyIdentifier, false, identifier);
      var signer =
          new JcaContentSignerBuilder(signatureAlgorithm(key)).setSecureRandom(random).build(key);
      return Pem.certificate(builder.build(signer).getEncoded());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("certificate for " + subject + " could not be signed", e);
    }
  }

  private static String signatureAlgorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "Ed25519", "EdDSA" -> "Ed25519";
      default -> "SHA256withECDSA";
    };
  }

  /** Random, positive and of full length, so that no two are equal and none can be guessed. */
  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }

  private static Time time(Instant instant) {
    return new Time(Date.from(instant));
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  private static String commonName(ServerNames names) {
    return names.names().stream()
        .filter(name -> name.length() <= MAX_COMMON_NAME)
        .findFirst()
        .orElse("outport server");
  }

  private static GeneralNames alternativeNames(ServerNames names) {
    Stream<GeneralName> dns =
        names.dnsNames().stream().map(name -> new GeneralName(GeneralName.dNSName, name));
    Stream<GeneralName> addresses =
        names.addresses().stream()
            .map(InetAddress::getHostAddress)
            .map(address -> new GeneralName(GeneralName.iPAddress, address));
    return new GeneralNames(Stream.concat(dns, addresses).toArray(GeneralName[]::new));
  }
}
