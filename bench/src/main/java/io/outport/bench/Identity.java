package io.outport.bench;

import io.outport.pki.CertificateAuthority;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** The one certificate (EC P-256) that all servers show, and the authority that makes more. */
record Identity(Path folder, CertificateAuthority issuer, SecureRandom random) {
  private static final Duration VALIDITY = Duration.ofDays(30);
  private static final ServerNames NAMES = ServerNames.of("localhost", "127.0.0.1");

  /** Makes the authority and the certificate, and writes them below the folder. */
  static Identity make(Path folder) throws IOException {
    SecureRandom random = new SecureRandom();
    CertificateAuthority authority =
        CertificateAuthority.create("Outport bench", VALIDITY, InstantSource.system(), random);
    Identity identity = new Identity(Files.createDirectories(folder), authority, random);
    Files.writeString(identity.authority(), authority.certificatePem());
    ServerIdentity server = identity.issue();
    Files.writeString(identity.certificate(), server.certificatePem());
    Files.writeString(identity.key(), server.keyPem());
    return identity;
  }

  Path authority() {
    return folder.resolve("ca.crt");
  }

  Path certificate() {
    return folder.resolve("tls.crt");
  }

  Path key() {
    return folder.resolve("tls.key");
  }

  /** A new certificate of a new key, for the same names. */
  ServerIdentity issue() {
    return issuer.issue(NAMES, VALIDITY, InstantSource.system(), random);
  }

  /** Replaces a server's files by new ones, each at once, as a careful operator does. */
  ServerIdentity replace(Path certificate, Path key) throws IOException {
    ServerIdentity next = issue();
    replace(key, next.keyPem());
    replace(certificate, next.certificatePem());
    return next;
  }

  private static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
