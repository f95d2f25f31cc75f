package io.outport.pki;

/**
 * A server's certificate chain and private key as text, with the places they came from, which
 * errors name.
 *
 * @param certificate PEM text, the server's certificate first
 * @param key PEM text, a secret
 * @param certificatePlace such as a path
 * @param keyPlace such as a path
 */
public record PemPair(String certificate, String key, String certificatePlace, String keyPlace) {

  /** A pair from the files that Kubernetes and we name {@code tls.crt} and {@code tls.key}. */
  public static PemPair of(String certificate, String key) {
    return new PemPair(certificate, key, "tls.crt", "tls.key");
  }

  /** Never shows the texts. */
  @Override
  public String toString() {
    return "PemPair[certificatePlace=%s, keyPlace=%s]".formatted(certificatePlace, keyPlace);
  }
}
