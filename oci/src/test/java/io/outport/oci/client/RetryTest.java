package io.outport.oci.client;

import static io.outport.oci.client.ScriptedRegistry.APP;
import static io.outport.oci.client.ScriptedRegistry.QUICK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outport.oci.client.RegistryException.Kind;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final Tag TAG = new Tag("1");
  private static final byte[] MANIFEST = "{\"schemaVersion\":2}".getBytes(UTF_8);

  @Test
  void triesAgainWhileTheRegistryIsUnavailable() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(first(2, RawReply.status(503), RawReply.status(200)))) {
      registry.anonymous().ping();

      assertThat(registry.requests()).hasSize(3);
    }
  }

  @Test
  void givesUpAfterTheLastAttempt() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(502))) {
      RegistryClient client = registry.anonymous();

      RegistryException failure = catchThrowableOfType(RegistryException.class, client::ping);

      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(registry.requests()).hasSize(3);
    }
  }

  @Test
  void pausesLongerEachTimeWithJitter() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(500))) {
      RegistryClient client = registry.client(QUICK.withMaxAttempts(9));

      assertThatThrownBy(client::ping).isInstanceOf(RegistryException.class);

      assertThat(registry.pauses).hasSize(8);
      for (int i = 0; i < 8; i++) {
        long most = Math.min(250L << i, 10_000);
        assertThat(registry.pauses.get(i).toMillis()).isBetween(most / 2, most);
      }
      assertThat(registry.pauses).doesNotContain(Duration.ofMillis(250));
    }
  }

  @Test
  void waitsAsLongAsTheRegistryAsks() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            first(1, RawReply.status(429).header("Retry-After", "17"), RawReply.status(200)))) {
      registry.anonymous().ping();

      assertThat(registry.pauses).containsExactly(Duration.ofSeconds(17));
    }
  }

  @Test
  void waitsUntilTheDateThatTheRegistryNames() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            first(
                1,
                RawReply.status(503).header("Retry-After", "Thu, 15 Jan 2026 08:00:40 GMT"),
                RawReply.status(200)))) {
      registry.anonymous().ping();

      assertThat(registry.pauses).containsExactly(Duration.ofSeconds(40));
    }
  }

  @Test
  void reportsAWaitThatIsTooLongInsteadOfSleeping() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(request -> RawReply.status(429).header("Retry-After", "3600"))) {
      RegistryClient client = registry.anonymous();

      RegistryException failure = catchThrowableOfType(RegistryException.class, client::ping);

      assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
      assertThat(failure.retryAfter()).contains(Duration.ofHours(1));
      assertThat(failure.retryable()).isTrue();
      assertThat(registry.pauses).isEmpty();
    }
  }

  @Test
  void triesAgainWhenTheBodyOfAManifestIsCut() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            first(
                1,
                RawReply.status(200).body(MANIFEST).cutAfter(5),
                RawReply.status(200).body(MANIFEST)))) {

      assertThat(registry.anonymous().fetchManifest(APP, TAG).bytes()).isEqualTo(MANIFEST);
    }
  }

  @Test
  void triesAgainWhenTheConnectionIsClosedWithoutAnAnswer() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(first(1, RawReply.hangUp(), RawReply.status(200)))) {
      registry.anonymous().ping();

      assertThat(registry.pauses).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void givesUpOnHeadersThatDoNotCome() throws IOException {
    ClientSettings settings =
        QUICK.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(200)).withMaxAttempts(1);
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.silence())) {
      RegistryClient client = registry.client(settings);

      RegistryException failure = catchThrowableOfType(RegistryException.class, client::ping);

      assertThat(failure.kind()).isEqualTo(Kind.STALLED);
    }
  }

  @Test
  void waitsForASilentBodyOnlyOnce() throws IOException {
    ClientSettings settings =
        QUICK.withMaxAttempts(1).withBodyGuard(Duration.ofSeconds(1), 0, Duration.ofSeconds(60));
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(request -> RawReply.status(200).body(MANIFEST).stallAfter(5))) {
      RegistryClient client = registry.client(settings);
      long start = System.nanoTime();

      RegistryException failure =
          catchThrowableOfType(RegistryException.class, () -> client.fetchManifest(APP, TAG));

      assertThat(failure.kind()).isEqualTo(Kind.STALLED);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1900));
    }
  }

  @Test
  void saysThatAServerIsNoRegistry() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(404))) {
      RegistryClient client = registry.anonymous();

      assertThatThrownBy(client::ping).hasMessageContaining("is not a registry");
    }
  }

  @Test
  void doesNotRepeatWhatTheRegistryRefuses() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(400))) {
      RegistryClient client = registry.anonymous();

      assertThatThrownBy(() -> client.pushManifest(APP, TAG, "x/y", MANIFEST))
          .hasMessageContaining("cannot push manifest app/web:1");

      assertThat(registry.requests()).hasSize(1);
    }
  }

  @Test
  void doesNotRepeatARequestThatIsNotIdempotent() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(503))) {
      RegistryClient client = registry.anonymous();

      assertThatThrownBy(
              () -> client.mountBlob(APP, Digest.ofBytes(MANIFEST), new RepositoryName("b")))
          .isInstanceOf(RegistryException.class);

      assertThat(registry.requests()).hasSize(1);
    }
  }

  @Test
  void stopsRestingWhenTheThreadIsInterrupted() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(503));
        RegistryClient client =
            RegistryClient.create(
                RegistryEndpoint.of(registry.server.uri()),
                QUICK,
                new Surroundings(
                    registry.clock,
                    new Random(1),
                    pause -> {
                      throw new InterruptedException();
                    }))) {
      RegistryException failure = catchThrowableOfType(RegistryException.class, client::ping);

      assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static RawHttpServer.Script first(int times, RawReply early, RawReply later) {
    AtomicInteger count = new AtomicInteger();
    return request -> count.getAndIncrement() < times ? early : later;
  }
}
