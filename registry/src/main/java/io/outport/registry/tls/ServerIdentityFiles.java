package io.outport.registry.tls;

import io.outport.pki.CertificateProblem;
import io.outport.pki.CertificateProblem.Kind;
import io.outport.pki.Pem;
import io.outport.pki.PemPair;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where a server's certificate chain and private key lie, both in PEM form.
 *
 * @param certificate the server's certificate first, then its issuers
 * @param key not encrypted
 */
public record ServerIdentityFiles(Path certificate, Path key) {
  /** Largest file read; a chain with its key has a few kibibytes. */
  public static final int MAX_BYTES = 1 << 20;

  /** The files {@code tls.crt} and {@code tls.key} of a directory, as Kubernetes names them. */
  public static ServerIdentityFiles in(Path directory) {
    return new ServerIdentityFiles(directory.resolve("tls.crt"), directory.resolve("tls.key"));
  }

  /**
   * What both files hold at this moment. Someone who replaces them does so one after the other, so
   * the two may not belong together.
   *
   * @throws CertificateProblem of kind UNREADABLE when there is no reading one of them
   */
  PemPair read() {
    return new PemPair(text(certificate), text(key), certificate.toString(), key.toString());
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw unreadable(
            file, "is larger than %d bytes: put a PEM file there".formatted(MAX_BYTES));
      }
      return Pem.text(bytes);
    } catch (NoSuchFileException ignored) {
      throw unreadable(file, "does not exist: put the PEM file there");
    } catch (AccessDeniedException ignored) {
      throw unreadable(file, "may not be read: give this process's user the right to read it");
    } catch (IOException e) {
      throw unreadable(file, "cannot be read (%s)".formatted(e.getMessage()));
    }
  }

  private static CertificateProblem unreadable(Path file, String text) {
    return new CertificateProblem(Kind.UNREADABLE, file + ": " + text);
  }
}
