package io.outport.pki;

import static io.outport.pki.Fixtures.RANDOM;
import static io.outport.pki.Fixtures.REAL_TIME;
import static io.outport.pki.Fixtures.YEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real handshakes over loopback: who is accepted, who is refused, and in which words. */
final class TrustProblemTest {
  private final CertificateAuthority authority = Fixtures.authority(REAL_TIME);

  private ServerIdentity issue(String... names) {
    return authority.issue(ServerNames.of(names), YEAR, REAL_TIME, RANDOM);
  }

  private static int status(TrustBundle trust, int port, String protocol) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(trust.clientContext())
            .sslParameters(new SSLParameters(null, new String[] {protocol}))
            .connectTimeout(Duration.ofSeconds(10))
            .build()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/")).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static String refusal(TrustBundle trust, int port) {
    Throwable failure = catchThrowable(() -> status(trust, port, "TLSv1.3"));
    assertThat(failure).isInstanceOf(IOException.class);
    return TrustProblem.explain(failure, "127.0.0.1:8443");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void acceptsAServerOfTheTrustedAuthorityByItsAddress(String protocol) throws Exception {
    try (TlsServer server = TlsServer.start(issue("127.0.0.1"))) {
      assertThat(status(authority.trust(), server.port(), protocol)).isEqualTo(204);
    }
  }

  @Test
  void refusesAnotherName() throws Exception {
    try (TlsServer server = TlsServer.start(issue("hub.example.org", "192.0.2.7"))) {
      assertThat(refusal(authority.trust(), server.port()))
          .isEqualTo(
              "127.0.0.1:8443: the server's certificate is not made for this name but for"
                  + " hub.example.org, 192.0.2.7: connect by a name that it holds, or give the"
                  + " server a certificate that holds this one");
    }
  }

  @Test
  void refusesAnUnknownIssuerByNameAndFingerprint() throws Exception {
    CertificateAuthority unknown = CertificateAuthority.create("Stranger", YEAR, REAL_TIME, RANDOM);
    ServerIdentity identity = unknown.issue(ServerNames.of("127.0.0.1"), YEAR, REAL_TIME, RANDOM);
    try (TlsServer server = TlsServer.start(identity)) {
      assertThat(refusal(authority.trust(), server.port()))
          .contains("'CN=127.0.0.1' was issued by 'CN=Stranger' (" + unknown.trust().fingerprint())
          .contains("not trusted here", "add its CA's certificate to the trust");
      assertThat(refusal(TrustBundle.system(), server.port())).contains("'CN=Stranger'");
    }
  }

  @Test
  void refusesAnImpostorOfTheSameName() throws Exception {
    CertificateAuthority impostor = Fixtures.authority(REAL_TIME);
    ServerIdentity identity = impostor.issue(ServerNames.of("127.0.0.1"), YEAR, REAL_TIME, RANDOM);
    try (TlsServer server = TlsServer.start(identity)) {
      assertThat(refusal(authority.trust(), server.port()))
          .contains("was issued by 'CN=Test CA' (" + impostor.trust().fingerprint())
          .contains("not trusted here");
    }
  }

  @Test
  void namesTheServersFingerprintWhereTheIssuerIsNotShown() throws Exception {
    ServerIdentity whole = issue("127.0.0.1");
    ServerIdentity alone = new ServerIdentity(List.of(whole.certificate()), whole.key());
    try (TlsServer server = TlsServer.start(alone)) {
      assertThat(refusal(Fixtures.authority(REAL_TIME).trust(), server.port()))
          .contains("issued by 'CN=Test CA' (server certificate " + whole.fingerprint());
    }
  }

  @Test
  void refusesAnExpiredCertificate() throws Exception {
    InstantSource lastYear = InstantSource.fixed(Instant.now().minus(YEAR));
    CertificateAuthority old = Fixtures.authority(lastYear);
    ServerIdentity identity =
        old.issue(ServerNames.of("127.0.0.1"), Duration.ofDays(90), lastYear, RANDOM);
    try (TlsServer server = TlsServer.start(identity)) {
      assertThat(refusal(old.trust(), server.port()))
          .contains("certificate 'CN=127.0.0.1' expired on ")
          .contains("renew it at the server, or check this machine's clock");
    }
  }

  @Test
  void refusesAnExpiredCertificateThatIsTrustedItself() throws Exception {
    InstantSource lastYear = InstantSource.fixed(Instant.now().minus(YEAR));
    ServerIdentity identity =
        Fixtures.authority(lastYear)
            .issue(ServerNames.of("127.0.0.1"), Duration.ofDays(90), lastYear, RANDOM);
    TrustBundle pinned = TrustBundle.of(List.of(identity.certificate()));
    try (TlsServer server = TlsServer.start(identity)) {
      assertThat(refusal(pinned, server.port())).contains("expired on ");
    }
  }

  @Test
  void acceptsASelfSignedCertificateThatIsTrustedItself() throws Exception {
    ServerIdentity identity = issue("127.0.0.1");
    TrustBundle pinned = TrustBundle.of(List.of(identity.certificate()));
    try (TlsServer server = TlsServer.start(identity)) {
      assertThat(status(pinned, server.port(), "TLSv1.3")).isEqualTo(204);
    }
  }

  @Test
  void refusesACertificateOfTheFuture() throws Exception {
    InstantSource nextWeek = InstantSource.fixed(Instant.now().plus(Duration.ofDays(7)));
    ServerIdentity identity = authority.issue(ServerNames.of("127.0.0.1"), YEAR, nextWeek, RANDOM);
    try (TlsServer server = TlsServer.start(identity)) {
      assertThat(refusal(authority.trust(), server.port()))
          .contains("is not valid yet: check the clocks");
    }
  }

  @Test
  void tellsAServerThatSpeaksNoTls() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread answering = Thread.ofVirtual().start(() -> answerPlainly(plain));
      assertThat(refusal(authority.trust(), plain.getLocalPort()))
          .contains("does not speak TLS on this port");
      answering.join(Duration.ofSeconds(10));
    }
  }

  private static void answerPlainly(ServerSocket server) {
    try (var socket = server.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      socket.getInputStream().readNBytes(64);
    } catch (IOException ignored) {
      // The client may hang up first; what it reports is what the test looks at.
    }
  }

  @Test
  void tellsFailuresOfOtherTrustManagers() {
    Throwable foreign =
        new SSLHandshakeException("failed").initCause(new CertificateException("no path"));

    assertThat(TrustProblem.explain(foreign, "hub\n.example"))
        .isEqualTo(
            "hub?.example: the server's certificate is not trusted here (no path): add its CA's"
                + " certificate to the trust");
  }

  @Test
  void tellsAProtocolThatIsTooOld() {
    assertThat(
            TrustProblem.explain(
                new SSLHandshakeException("Received fatal alert: protocol_version"), "hub"))
        .contains("TLS 1.2 or 1.3 is needed");
  }

  @Test
  void tellsOtherFailuresWithTheirOwnWords() {
    assertThat(TrustProblem.explain(new SSLHandshakeException("closed"), "hub"))
        .startsWith("hub: the TLS connection failed (closed)");
    assertThat(TrustProblem.explain(new IOException((String) null), "hub"))
        .startsWith("hub: the connection failed (IOException)");
  }
}
