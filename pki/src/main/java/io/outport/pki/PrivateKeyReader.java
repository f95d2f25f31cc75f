package io.outport.pki;

import io.outport.pki.CertificateProblem.Kind;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/**
 * Turns a PEM block into a key of the JDK's own providers. Causes are dropped on purpose: what a
 * parser says about bytes that it could not read may quote them, and they may be a key.
 */
final class PrivateKeyReader {
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

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
      Optional<PrivateKey> usual = find(block);
      return usual.isPresent() ? usual.get() : OldKeyForms.read(block, where);
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

  /** The usual form needs no library: those of Bouncy Castle take long to load. */
  private static Optional<PrivateKey> find(PemBlock block) {
    if (!block.label().equals("PRIVATE KEY")) {
      return Optional.empty();
    }
    var encoded = new PKCS8EncodedKeySpec(block.der());
    for (String algorithm : ALGORITHMS) {
      try {
        return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
      } catch (GeneralSecurityException ignored) {
        // It is of another algorithm, or of none: then the slow way finds the words for it.
      }
    }
    return Optional.empty();
  }

  static CertificateProblem problem(String where, String text) {
    return new CertificateProblem(Kind.NOT_PEM, where + ": " + text);
  }
}
