package io.outport.trust;

import io.outport.pki.CertificateProblem;
import io.outport.pki.Pem;
import io.outport.pki.TrustBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The authorities that a node is to trust: the new ones, and the old until the new are proven. */
final class Authorities {
  /** Rotations that were never proven do not pile up for ever. */
  private static final int MAX_CERTIFICATES = 32;

  private final List<Path> files;

  Authorities(List<Path> files) {
    this.files = files;
  }

  /** What the registry's certificate is signed by from now on. */
  List<X509Certificate> current() throws IOException {
    for (Path file : files) {
      if (Files.isRegularFile(file) && Files.size(file) > 0) {
        return read(file);
      }
    }
    // The issuer may take minutes, and the node's kubelet one more to show the pod what it made.
    throw TrustProblemOnNode.passing(
        "no CA certificate in %s yet: it comes from the certificate's issuer, or as ca.crt in the TLS secret"
            .formatted(files));
  }

  private static List<X509Certificate> read(Path file) throws IOException {
    try {
      return Pem.certificates(Pem.text(Files.readAllBytes(file)), file.toString());
    } catch (CertificateProblem e) {
      throw new TrustProblemOnNode(String.valueOf(e.getMessage()), e);
    }
  }

  /** New ones first; then those that stand on the node and are not among them. */
  static List<X509Certificate> overlap(List<X509Certificate> current, byte[] onNode) {
    List<X509Certificate> all = new ArrayList<>(current);
    try {
      Pem.certificates(Pem.text(onNode)).stream()
          .filter(each -> !all.contains(each))
          .limit(Math.max(0, MAX_CERTIFICATES - all.size()))
          .forEach(all::add);
    } catch (CertificateProblem e) {
      // What we wrote and cannot read helps nobody; the new ones replace it.
    }
    return all;
  }

  static byte[] pem(List<X509Certificate> certificates) {
    return TrustBundle.of(certificates).toPem().getBytes(StandardCharsets.UTF_8);
  }
}
