package io.outport.hub;

import java.nio.file.Path;
import java.util.List;

/**
 * What is asked of an init.
 *
 * @param data the folder, which must not exist or be empty
 * @param name of the hub and its registry: 5 to 50 letters and digits
 * @param host the DNS name or IP address that clients and sites reach it at
 * @param port the port that they reach it at; 0 for whatever it listens at
 * @param otherNames further names that the certificate shall be good for
 */
public record HubRequest(
    Path data,
    String name,
    String host,
    int port,
    List<String> otherNames,
    CertificateSource certificates) {

  /** Copies the list. */
  public HubRequest {
    otherNames = List.copyOf(otherNames);
  }

  /** Where the server's certificate comes from. */
  public sealed interface CertificateSource {

    /** A CA of the hub's own is made, and signs it. */
    record OwnAuthority() implements CertificateSource {}

    /**
     * It is given.
     *
     * @param certificatePem the certificate and its issuers
     * @param keyPem its key
     * @param caPem the CA that sites must trust; empty when it is publicly trusted, or self-signed
     */
    record Given(String certificatePem, String keyPem, String caPem) implements CertificateSource {
      /** Without the key (law L10). */
      @Override
      public String toString() {
        return "Given[key=redacted]";
      }
    }
  }
}
