package io.outport.pki;

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

/** Keys in the forms of their own algorithms, and words for those that cannot be used. */
final class OldKeyForms {
  private OldKeyForms() {}

  /**
   * Reads any form.
   *
   * @throws CertificateProblem when it is not of a form or an algorithm that we take
   */
  static PrivateKey read(PemBlock block, String where)
      throws GeneralSecurityException, IOException {
    PrivateKeyInfo info = info(block, where);
    String algorithm = algorithm(info.getPrivateKeyAlgorithm().getAlgorithm(), where);
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded("DER")));
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
          throw PrivateKeyReader.problem(
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
    throw PrivateKeyReader.problem(
        where,
        "the private key has an algorithm that is not supported (%s): use ECDSA P-256 or RSA 2048"
            .formatted(identifier));
  }
}
