package io.outport.pki;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether keys belong together and are of a strength and type that TLS clients take today. */
final class KeyChecks {
  /** Positions in {@link X509Certificate#getKeyUsage()}, RFC 5280 section 4.2.1.3. */
  static final int DIGITAL_SIGNATURE = 0;

  static final int KEY_CERT_SIGN = 5;

  private static final int MIN_RSA_BITS = 2048;
  private static final String ADVICE = "; make a new key with ECDSA P-256 or RSA 2048";

  /** Curves are told apart by their orders, for they have many names. */
  private static final Set<BigInteger> USUAL_CURVES =
      Set.of(order("secp256r1"), order("secp384r1"), order("secp521r1"));

  private KeyChecks() {}

  /** Whether what the private key signs can be verified with the certificate. */
  static boolean matches(X509Certificate certificate, PrivateKey key) {
    PublicKey publicKey = certificate.getPublicKey();
    try {
      byte[] probe = "do these two keys belong together?".getBytes(StandardCharsets.US_ASCII);
      Signature signer = Signature.getInstance(algorithm(key.getAlgorithm()));
      signer.initSign(key);
      signer.update(probe);
      Signature verifier = Signature.getInstance(algorithm(publicKey.getAlgorithm()));
      verifier.initVerify(publicKey);
      verifier.update(probe);
      return verifier.verify(signer.sign());
    } catch (GeneralSecurityException | RuntimeException ignored) {
      // A key that cannot sign, or of another type than the certificate's, does not belong to it.
      return false;
    }
  }

  private static String algorithm(String keyAlgorithm) {
    return switch (keyAlgorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> keyAlgorithm;
    };
  }

  /** What is weak about a certificate's own key, in words with advice, if anything. */
  static Optional<String> weakKey(X509Certificate certificate) {
    return switch (certificate.getPublicKey()) {
      case RSAPublicKey rsa -> weak("RSA", rsa.getModulus().bitLength(), MIN_RSA_BITS);
      case ECPublicKey _ when hasUsualCurve(certificate) -> Optional.empty();
      case ECPublicKey _ ->
          Optional.of("has an EC key on a curve that clients do not take" + ADVICE);
      case PublicKey other ->
          Optional.of(
              "has a key of type %s that many clients do not take%s"
                  .formatted(CertificateFacts.printable(other.getAlgorithm()), ADVICE));
    };
  }

  /** Whether this is no EC key, or one on a curve that TLS 1.3 has (RFC 8446, section 4.2.3). */
  static boolean hasUsualCurve(X509Certificate certificate) {
    return !(certificate.getPublicKey() instanceof ECPublicKey key)
        || USUAL_CURVES.contains(key.getParams().getOrder());
  }

  private static BigInteger order(String curve) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(curve));
      return parameters.getParameterSpec(ECParameterSpec.class).getOrder();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has the curve " + curve, e);
    }
  }

  private static Optional<String> weak(String type, int bits, int minimum) {
    if (bits >= minimum) {
      return Optional.empty();
    }
    return Optional.of(
        "has a weak %s key of %d bits (at least %d are needed)".formatted(type, bits, minimum)
            + ADVICE);
  }

  /** What is weak about the signature on a certificate, in words with advice, if anything. */
  static Optional<String> weakSignature(X509Certificate certificate) {
    String name = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if (name.startsWith("SHA1") || name.startsWith("MD5") || name.startsWith("MD2")) {
      return Optional.of(
          "is signed with %s, which clients refuse; ask your CA for one signed with SHA-256"
              .formatted(CertificateFacts.printable(certificate.getSigAlgName())));
    }
    return Optional.empty();
  }
}
