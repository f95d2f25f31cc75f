package io.outport.trust;

import io.outport.pki.TrustBundle;
import io.outport.pki.TrustProblem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A TLS handshake of our own with the registry: which authorities its certificate needs. */
final class Handshake {
  private final Duration patience;

  Handshake(Duration patience) {
    this.patience = patience;
  }

  /**
   * What is wrong with the registry's certificate by these authorities alone; empty for nothing.
   */
  Optional<String> problem(RegistryAddress address, List<X509Certificate> authorities) {
    String host = address.host().replaceAll("[\\[\\]]", "");
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, address.port()), (int) patience.toMillis());
      plain.setSoTimeout((int) patience.toMillis());
      try (SSLSocket socket =
          (SSLSocket)
              TrustBundle.of(authorities)
                  .clientContext()
                  .getSocketFactory()
                  .createSocket(plain, host, address.port(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.of(TrustProblem.explain(e, address.url()));
    }
  }
}
