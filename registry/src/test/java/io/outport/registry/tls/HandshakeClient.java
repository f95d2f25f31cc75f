package io.outport.registry.tls;

import io.outport.pki.TrustBundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Makes one connection each time, with host-name verification, and tells what it was shown. */
final class HandshakeClient {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) .*", Pattern.DOTALL);
  private static final int TIMEOUT_MILLIS = 20_000;

  private final TrustBundle trust;
  private final int port;

  HandshakeClient(TrustBundle trust, int port) {
    this.trust = trust;
    this.port = port;
  }

  /** A handshake that resumes nothing, and a request: the serial of the certificate shown. */
  BigInteger serial() throws IOException {
    return serial(trust.clientContext());
  }

  /** The same with a context that may resume its sessions. */
  BigInteger serial(SSLContext context) throws IOException {
    try (SSLSocket socket = open(context, "http/1.1")) {
      request(socket, "/");
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher status = STATUS.matcher(answer);
      if (!status.matches() || !status.group(1).equals("200")) {
        throw new IOException("unexpected answer: " + answer);
      }
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSerialNumber();
    }
  }

  /** Which of the offered application protocols the server takes. */
  String applicationProtocol(String... offered) throws IOException {
    try (SSLSocket socket = open(trust.clientContext(), offered)) {
      return socket.getApplicationProtocol();
    }
  }

  /** The TLS version and cipher suite of a handshake in which the client offers these alone. */
  String handshake(String protocol, String... cipherSuites) throws IOException {
    SSLSocket socket = (SSLSocket) trust.clientContext().getSocketFactory().createSocket();
    try (socket) {
      SSLParameters parameters = parameters("http/1.1");
      parameters.setProtocols(new String[] {protocol});
      if (cipherSuites.length > 0) {
        parameters.setCipherSuites(cipherSuites);
      }
      socket.setSSLParameters(parameters);
      connect(socket);
      return String.format(
          Locale.ROOT,
          "%s %s",
          socket.getSession().getProtocol(),
          socket.getSession().getCipherSuite());
    }
  }

  /** An open connection on which a request for a path has been sent. */
  SSLSocket request(String path) throws IOException {
    SSLSocket socket = open(trust.clientContext(), "http/1.1");
    request(socket, path);
    return socket;
  }

  /** How many bytes of a body arrive before the server ends the connection. */
  static long body(SSLSocket socket) throws IOException {
    try (socket) {
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      return in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private SSLSocket open(SSLContext context, String... protocols) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
    socket.setSSLParameters(parameters(protocols));
    connect(socket);
    return socket;
  }

  private void connect(SSLSocket socket) throws IOException {
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MILLIS);
    socket.startHandshake();
  }

  private static SSLParameters parameters(String... protocols) {
    SSLParameters parameters = new SSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(protocols);
    return parameters;
  }

  private static void request(SSLSocket socket, String path) throws IOException {
    String text = "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".formatted(path);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
