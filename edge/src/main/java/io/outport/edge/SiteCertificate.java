package io.outport.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.outport.hubapi.model.Refusal;
import io.outport.pki.CertificateAuthority;
import io.outport.pki.CertificateProblem;
import io.outport.pki.Pem;
import io.outport.pki.PemPair;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerIdentityCheck;
import io.outport.pki.ServerNames;
import io.outport.registry.tls.ServerIdentityFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a site makes for itself: a CA of its own, made once, whose certificate
 * clients are given as {@code ca.crt}, and a server certificate that is made again when the site's
 * names change or its end comes near.
 */
final class SiteCertificate {
  private static final Logger LOG = LoggerFactory.getLogger(SiteCertificate.class);
  private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);
  private static final Duration SERVER_VALIDITY = Duration.ofDays(397);

  /** A server certificate with less than this to go is made again. */
  private static final Duration RENEW_BEFORE = Duration.ofDays(90);

  private final Path folder;
  private final ServerNames names;
  private final InstantSource clock;
  private final SecureRandom random;

  SiteCertificate(Path folder, ServerNames names, InstantSource clock, SecureRandom random) {
    this.folder = folder;
    this.names = names;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Makes what is missing.
   *
   * @throws Refusal {@code CERTIFICATE}
   */
  ServerIdentityFiles ensure() throws IOException {
    Files.createDirectories(folder);
    try {
      renewWhenDue();
      return files();
    } catch (CertificateProblem e) {
      throw new Refusal(Refusal.Exit.CERTIFICATE, folder + ": " + e.getMessage(), e);
    }
  }

  /** Makes a new server certificate under the same CA when the present one will not do. */
  void renewWhenDue() {
    CertificateAuthority authority = authority();
    if (!isGood(authority)) {
      ServerIdentity identity = authority.issue(names, SERVER_VALIDITY, clock, random);
      // The pair is judged together when read, so a crash between the two only repeats this.
      DurableFile.secret(files().key()).write(identity.keyPem().getBytes(UTF_8));
      DurableFile.open(files().certificate()).write(identity.certificatePem().getBytes(UTF_8));
      LOG.atInfo()
          .setMessage("server certificate made")
          .addKeyValue("names", names.names())
          .addKeyValue("certificateFile", files().certificate())
          .log();
    }
  }

  private ServerIdentityFiles files() {
    return ServerIdentityFiles.in(folder);
  }

  private CertificateAuthority authority() {
    DurableFile certificate = DurableFile.open(folder.resolve("ca.crt"));
    DurableFile key = DurableFile.secret(folder.resolve("ca.key"));
    Optional<byte[]> pem = certificate.read();
    if (pem.isPresent()) {
      byte[] keyPem =
          key.read()
              .orElseThrow(
                  () ->
                      new CertificateProblem(
                          CertificateProblem.Kind.UNREADABLE,
                          "ca.crt is there but ca.key is not: bring it back from a backup, or"
                              + " remove ca.crt to make a new CA that every client must be given"));
      return CertificateAuthority.of(
          Pem.certificates(Pem.text(pem.get())).getFirst(), Pem.privateKey(Pem.text(keyPem)));
    }
    String name = "Outport site " + names.names().getFirst();
    CertificateAuthority made =
        CertificateAuthority.create(
            name.length() > 64 ? name.substring(0, 64) : name, AUTHORITY_VALIDITY, clock, random);
    key.write(made.keyPem().getBytes(UTF_8));
    certificate.write(made.certificatePem().getBytes(UTF_8));
    return made;
  }

  private boolean isGood(CertificateAuthority authority) {
    Optional<byte[]> certificate = DurableFile.open(files().certificate()).read();
    Optional<byte[]> key = DurableFile.secret(files().key()).read();
    if (certificate.isEmpty() || key.isEmpty()) {
      return false;
    }
    try {
      ServerIdentity identity =
          ServerIdentityCheck.check(
              PemPair.of(Pem.text(certificate.get()), Pem.text(key.get())),
              Set.copyOf(names.names()),
              clock);
      return identity.chain().getLast().equals(authority.certificate())
          && identity.remaining(clock).compareTo(RENEW_BEFORE) > 0;
    } catch (CertificateProblem e) {
      LOG.atDebug().setMessage("server certificate will be made again").setCause(e).log();
      return false;
    }
  }
}
