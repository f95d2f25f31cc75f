package io.outport.pki;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** A refusal that remembers what the server showed, so that it can be explained. */
final class ServerCertificateException extends CertificateException {
  private final transient List<X509Certificate> chain;

  ServerCertificateException(List<X509Certificate> chain, CertificateException cause) {
    super(cause.getMessage(), cause);
    this.chain = List.copyOf(chain);
  }

  /** What the server showed, its own certificate first. */
  List<X509Certificate> chain() {
    return chain;
  }
}
