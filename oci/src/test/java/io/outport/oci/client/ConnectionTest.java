package io.outport.oci.client;

import static io.outport.oci.client.ScriptedRegistry.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outport.oci.client.RegistryException.Kind;
import io.outport.testkit.FreePorts;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.TestIdentity;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reaching and trusting a registry, in words that say what to do. */
class ConnectionTest {
  private static final ClientSettings ONCE = QUICK.withMaxAttempts(1);

  @Test
  void trustsTheGivenCertificate() throws IOException {
    TestIdentity identity = TestIdentity.forLoopback();
    try (RawHttpServer server = tls(identity)) {
      assertThatCode(() -> ping(server.uri(), identity)).doesNotThrowAnyException();
      assertThatCode(() -> ping(server.uri("localhost"), identity)).doesNotThrowAnyException();
    }
  }

  @Test
  void refusesAnUnknownCertificate() throws IOException {
    try (RawHttpServer server = tls(TestIdentity.forLoopback())) {
      refuses(server.uri(), TestIdentity.forLoopback(), Kind.UNTRUSTED, "not issued by a trusted");
    }
  }

  @Test
  void refusesAnExpiredCertificate() throws IOException {
    TestIdentity identity = TestIdentity.expired();
    try (RawHttpServer server = tls(identity)) {
      refuses(server.uri(), identity, Kind.UNTRUSTED, "has expired");
    }
  }

  @Test
  void refusesACertificateForAnotherHost() throws IOException {
    TestIdentity identity = TestIdentity.forAnotherHost();
    try (RawHttpServer server = tls(identity)) {
      refuses(server.uri(), identity, Kind.UNTRUSTED, "for another host");
      refuses(server.uri("localhost"), identity, Kind.UNTRUSTED, "for another host");
    }
  }

  @Test
  void saysWhenNothingListens() {
    refuses(
        URI.create("http://127.0.0.1:" + FreePorts.pick()),
        TestIdentity.forLoopback(),
        Kind.UNREACHABLE,
        "nothing listens at");
  }

  @Test
  void saysWhenTheHostIsUnknown() {
    refuses(
        URI.create("http://no-such-host.invalid:5000"),
        TestIdentity.forLoopback(),
        Kind.UNREACHABLE,
        "is not known");
  }

  @Test
  void saysWhenAPlainServerIsAskedForTls() throws IOException {
    try (RawHttpServer server = RawHttpServer.start(request -> RawReply.status(200))) {
      refuses(
          URI.create("https://127.0.0.1:" + server.uri().getPort()),
          TestIdentity.forLoopback(),
          Kind.PROTOCOL,
          "Check that it is an https port");
    }
  }

  @Test
  void servesManyThreads() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(200));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      RegistryClient client = registry.anonymous();
      List<Future<?>> calls =
          IntStream.range(0, 100).<Future<?>>mapToObj(i -> threads.submit(client::ping)).toList();
      for (Future<?> call : calls) {
        call.get(20, TimeUnit.SECONDS);
      }
      assertThat(registry.requests()).hasSize(100);
    }
  }

  @Test
  void reusesTheConnectionAfterAnError() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(request -> RawReply.status(400).body("{\"errors\":[]}"))) {
      RegistryClient client = registry.anonymous();
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(client::ping).isInstanceOf(RegistryException.class);
      }
      assertThat(registry.server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hub:5000",
        "ftp://hub",
        "https://hub/v2/",
        "https://hub?x",
        "https://hub#x",
        "https://user:secret@hub"
      })
  void refusesAnAddressThatIsMoreOrLessThanAnOrigin(String address) {
    assertThatThrownBy(() -> RegistryEndpoint.of(URI.create(address)))
        .hasMessageContaining("https://host:port")
        .hasMessageNotContaining("secret");
  }

  private static RawHttpServer tls(TestIdentity identity) throws IOException {
    return RawHttpServer.startTls(identity.serverContext(), request -> RawReply.status(200));
  }

  private static void ping(URI uri, TestIdentity trusted) {
    try (RegistryClient client =
        RegistryClient.create(RegistryEndpoint.of(uri).withTls(trusted.clientContext()), ONCE)) {
      client.ping();
    }
  }

  private static void refuses(URI uri, TestIdentity trusted, Kind kind, String words) {
    RegistryException failure =
        catchThrowableOfType(RegistryException.class, () -> ping(uri, trusted));
    assertThat(failure).hasMessageContaining(words);
    assertThat(failure.kind()).isEqualTo(kind);
  }
}
