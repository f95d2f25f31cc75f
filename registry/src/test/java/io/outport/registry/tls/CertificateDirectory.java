package io.outport.registry.tls;

import io.outport.pki.CertificateAuthority;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerNames;
import io.outport.pki.TrustBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/** A directory with tls.crt and tls.key that one authority signs, as a person would fill it. */
final class CertificateDirectory {
  static final Set<String> NAMES = Set.of("127.0.0.1");
  private static final Duration YEAR = Duration.ofDays(365);

  private final SecureRandom random = new SecureRandom();
  private final CertificateAuthority authority;
  private final ServerIdentityFiles files;
  private final InstantSource clock;

  CertificateDirectory(Path directory) {
    this(directory, InstantSource.system());
  }

  CertificateDirectory(Path directory, InstantSource clock) {
    this.files = ServerIdentityFiles.in(directory);
    this.clock = clock;
    this.authority = CertificateAuthority.create("Test CA", YEAR, clock, random);
  }

  ServerIdentityFiles files() {
    return files;
  }

  TrustBundle trust() {
    return authority.trust();
  }

  ServerIdentity issue(Duration validity, String... names) {
    return authority.issue(ServerNames.of(names), validity, clock, random);
  }

  ServerIdentity issue() {
    return issue(YEAR, "127.0.0.1");
  }

  /** Replaces both files, one after the other. */
  ServerIdentity replace() {
    ServerIdentity identity = issue();
    write(identity.certificatePem(), identity.keyPem());
    return identity;
  }

  void write(String certificate, String key) {
    writeCertificate(certificate);
    writeKey(key);
  }

  void writeCertificate(String text) {
    write(files.certificate(), text);
  }

  void writeKey(String text) {
    write(files.key(), text);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
