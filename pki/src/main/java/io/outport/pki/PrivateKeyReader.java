package io.outport.pki;

import io.outport.pki.CertificateProblem.Kind;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Turns a PEM block into a key of the JDK's own providers. Causes are dropped on purpose: what a
 * parser says about bytes that it could not read may quote them, and they may be a key.
 */
final class PrivateKeyReader {
  private PrivateKeyReader() {}

  static PrivateKey read(PemBlock block, String where) {
    if (block.isEncrypted()) {
      throw problem(
          where,
          "expected a private key but found an encrypted private key: decrypt it first with"
              + " 'openssl pkey -in ENCRYPTED -out tls.key'");
    }
    if (block.label().equals("OPENSSH PRIVATE KEY")) {
      throw problem(
          where,
          "expected a private key but found one in OpenSSH's form: convert a copy of it with"
              + " 'ssh-keygen -p -m PKCS8 -f COPY'");
    }
    try {
      PrivateKeyInfo info = info(block, where);
      String algorithm = algorithm(info.getPrivateKeyAlgorithm().getAlgorithm(), where);
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded("DER")));
    } catch (CertificateProblem e) {
      throw e;
    } catch (GeneralSecurityException | IOException | RuntimeException ignored) {
      throw problem(
          where,
          "the private key that begins at line %d cannot be read: copy the original file, or make"
                  .formatted(block.line())
              + " a new key with a named curve (ECDSA P-256) or RSA 2048");
    }
  }

  private static PrivateKeyInfo info(PemBlock block, String where) throws IOException {
    return switch (block.label()) {
      case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(ASN1Primitive.fromByteArray(block.der()));
      case "RSA PRIVATE KEY" ->
          new PrivateKeyInfo(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
              RSAPrivateKey.getInstance(ASN1Primitive.fromByteArray(block.der())));
      case "EC PRIVATE KEY" -> ec(block);
      default ->
          throw problem(
              where,
              "expected a private key but found '%s': use ECDSA P-256 or RSA 2048 in PKCS#8 form"
                  .formatted(CertificateFacts.printable(block.label())));
    };
  }

  private static PrivateKeyInfo ec(PemBlock block) throws IOException {
    ECPrivateKey key = ECPrivateKey.getInstance(ASN1Primitive.fromByteArray(block.der()));
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
        key);
  }

  private static String algorithm(ASN1ObjectIdentifier identifier, String where) {
    if (identifier.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    }
    if (identifier.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return "EC";
    }
    if (identifier.equals(EdECObjectIdentifiers.id_Ed25519)) {
      return "Ed25519";
    }
    throw problem(
        where,
        "the private key has an algorithm that is not supported (%s): use ECDSA P-256 or RSA 2048"
            .formatted(identifier));
  }

  private static CertificateProblem problem(String where, String text) {
    return new CertificateProblem(Kind.NOT_PEM, where + ": " + text);
  }
}
