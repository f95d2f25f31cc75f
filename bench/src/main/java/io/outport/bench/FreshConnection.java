package io.outport.bench;

import io.outport.pki.TrustBundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLSocket;

/** One request on a connection, and a TLS session, of its own. */
record FreshConnection(TrustBundle trust) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The status, and the certificate that was shown. */
  record Answer(int status, Certificate certificate) {}

  /** Sends a GET and reads the first line of the answer. */
  Answer get(URI uri, Map<String, String> headers) throws IOException {
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), (int) PATIENCE.toMillis());
      plain.setSoTimeout((int) PATIENCE.toMillis());
      // A context of its own: a resumed session would show the certificate of the first.
      try (SSLSocket socket =
          (SSLSocket)
              trust
                  .clientContext()
                  .getSocketFactory()
                  .createSocket(plain, uri.getHost(), uri.getPort(), true)) {
        socket.startHandshake();
        socket.getOutputStream().write(head(uri, headers).getBytes(StandardCharsets.US_ASCII));
        return new Answer(readStatus(socket), socket.getSession().getPeerCertificates()[0]);
      }
    }
  }

  private static String head(URI uri, Map<String, String> headers) {
    StringBuilder head = new StringBuilder("GET %s HTTP/1.1\r\n".formatted(uri.getRawPath()));
    head.append("Host: ").append(uri.getAuthority()).append("\r\nConnection: close\r\n");
    headers.forEach((name, value) -> head.append("%s: %s\r\n".formatted(name, value)));
    return head.append("\r\n").toString();
  }

  private static int readStatus(SSLSocket socket) throws IOException {
    String line =
        new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
            .readLine();
    if (line == null) {
      throw new IOException("the connection ended before an answer");
    }
    return Integer.parseInt(line.split(" ", -1)[1]);
  }
}
