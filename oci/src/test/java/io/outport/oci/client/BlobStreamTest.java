package io.outport.oci.client;

import static io.outport.oci.client.ScriptedRegistry.APP;
import static io.outport.oci.client.ScriptedRegistry.QUICK;
import static io.outport.oci.client.ScriptedRegistry.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.client.RegistryException.Kind;
import io.outport.oci.model.Descriptor;
import io.outport.testkit.CutPlan;
import io.outport.testkit.CuttingRelay;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BlobStreamTest {
  private static final byte[] CONTENT = ScriptedRegistry.content(300_000);
  private static final Descriptor BLOB = ScriptedRegistry.blob(CONTENT);

  @Test
  void deliversAllBytes() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(BlobStreamTest::serve);
        BlobStream stream = registry.anonymous().openBlob(APP, BLOB, 0)) {
      assertThat(stream.offset()).isZero();
      assertThat(drain(stream)).isEqualTo(CONTENT);
      assertThat(stream.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(registry.requests().getFirst().headers())
          .doesNotContainKey("range")
          .containsEntry("accept-encoding", "identity");
    }
  }

  @Test
  void resumesAtTheOffset() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(BlobStreamTest::serve);
        BlobStream stream = registry.anonymous().openBlob(APP, BLOB, 123_456)) {
      assertThat(stream.offset()).isEqualTo(123_456);
      assertThat(drain(stream)).isEqualTo(Arrays.copyOfRange(CONTENT, 123_456, CONTENT.length));
    }
  }

  @Test
  void startsAtZeroWhenTheServerIgnoresTheRange() throws IOException {
    try (ScriptedRegistry registry =
            ScriptedRegistry.start(request -> RawReply.status(200).body(CONTENT));
        BlobStream stream = registry.anonymous().openBlob(APP, BLOB, 1000)) {
      assertThat(stream.offset()).isZero();
      assertThat(drain(stream)).isEqualTo(CONTENT);
    }
  }

  @Test
  void asksForNothingWhenNothingIsLeft() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(BlobStreamTest::serve);
        BlobStream stream = registry.anonymous().openBlob(APP, BLOB, CONTENT.length)) {
      assertThat(stream.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(registry.requests()).isEmpty();
    }
  }

  @Test
  void refusesAPartThatStartsElsewhere() throws IOException {
    refuses(
        part("bytes 999-299999/300000", CONTENT.length - 1000),
        1000,
        Kind.PROTOCOL,
        "another part");
  }

  @Test
  void refusesAPartOfAnotherWhole() throws IOException {
    refuses(
        part("bytes 1000-299999/300001", CONTENT.length - 1000),
        1000,
        Kind.PROTOCOL,
        "another part");
  }

  @Test
  void refusesAPartOfUnknownTotal() throws IOException {
    refuses(part("bytes 1000-299999/*", 10), 1000, Kind.PROTOCOL, "another part");
  }

  @Test
  void refusesAPartThatWasNotAskedFor() throws IOException {
    refuses(part("bytes 0-299999/300000", CONTENT.length), 0, Kind.PROTOCOL, "another part");
  }

  @Test
  void refusesSeveralParts() throws IOException {
    refuses(
        RawReply.status(206).header("Content-Type", "multipart/byteranges; boundary=x").body("--x"),
        1000,
        Kind.PROTOCOL,
        "another part");
  }

  @Test
  void reportsAnUnsatisfiableRange() throws IOException {
    refuses(RawReply.status(416), 1000, Kind.PROTOCOL, "has no byte 1000");
  }

  @Test
  void refusesABodyThatIsCoded() throws IOException {
    refuses(
        RawReply.status(200).header("Content-Encoding", "gzip").body(CONTENT),
        0,
        Kind.PROTOCOL,
        "coding");
  }

  @Test
  void refusesABodyDeclaredLongerThanTheDescriptor() throws IOException {
    refuses(
        RawReply.status(200).body(CONTENT).declaring(CONTENT.length + 1L),
        0,
        Kind.CORRUPT,
        "descriptor says");
  }

  @Test
  void refusesABodyDeclaredShorterThanTheDescriptor() throws IOException {
    refuses(
        RawReply.status(200).body(Arrays.copyOf(CONTENT, 10)), 0, Kind.CORRUPT, "descriptor says");
  }

  @Test
  void refusesABodyThatRunsOn() throws IOException {
    byte[] longer = Arrays.copyOf(CONTENT, CONTENT.length + 100_000);
    try (ScriptedRegistry registry =
            ScriptedRegistry.start(request -> RawReply.status(200).body(longer).declaring(-1));
        BlobStream stream = registry.anonymous().openBlob(APP, BLOB, 0)) {
      ByteBuffer all = ByteBuffer.allocate(longer.length);

      fails(() -> readToEnd(stream, all), Kind.CORRUPT, "more bytes");

      assertThat(all.position()).isEqualTo(CONTENT.length);
    }
  }

  @Test
  void deliversWhatCameBeforeACut() throws IOException {
    try (ScriptedRegistry registry =
            ScriptedRegistry.start(
                request -> RawReply.status(200).body(CONTENT).cutAfter(200_000));
        BlobStream stream = registry.anonymous().openBlob(APP, BLOB, 0)) {
      ByteBuffer all = ByteBuffer.allocate(CONTENT.length);

      fails(() -> readToEnd(stream, all), Kind.CUT, "ended before the answer did");

      assertThat(all.position()).isEqualTo(200_000);
    }
  }

  @Test
  void takesAnEndWithoutLengthForACut() throws IOException {
    try (ScriptedRegistry registry =
            ScriptedRegistry.start(
                request -> RawReply.status(200).body(CONTENT).declaring(-1).cutAfter(5));
        BlobStream stream = registry.anonymous().openBlob(APP, BLOB, 0)) {
      fails(() -> drain(stream), Kind.CUT, "ended before");
    }
  }

  @Test
  void takesAPartThatEndsEarlyForACut() throws IOException {
    try (ScriptedRegistry registry =
            ScriptedRegistry.start(request -> part("bytes 1000-1999/300000", 1000));
        BlobStream stream = registry.anonymous().openBlob(APP, BLOB, 1000)) {
      ByteBuffer all = ByteBuffer.allocate(CONTENT.length);

      fails(() -> readToEnd(stream, all), Kind.CUT, "ended before");

      assertThat(all.position()).isEqualTo(1000);
    }
  }

  @Test
  void givesUpOnASilentBody() throws IOException {
    ClientSettings settings =
        QUICK.withBodyGuard(Duration.ofMillis(200), 0, Duration.ofSeconds(60));
    try (ScriptedRegistry registry =
            ScriptedRegistry.start(request -> RawReply.status(200).body(CONTENT).stallAfter(1000));
        BlobStream stream = registry.client(settings).openBlob(APP, BLOB, 0)) {
      ByteBuffer all = ByteBuffer.allocate(CONTENT.length);

      fails(() -> readToEnd(stream, all), Kind.STALLED, "no byte came");

      assertThat(all.position()).isEqualTo(1000);
    }
  }

  @Test
  void givesUpOnABodySlowerThanTheMinimum() throws IOException {
    ClientSettings settings =
        QUICK.withBodyGuard(Duration.ofSeconds(60), 100_000, Duration.ofMillis(400));
    try (ScriptedRegistry registry =
            ScriptedRegistry.start(
                request -> RawReply.status(200).body(CONTENT).dripping(10, Duration.ofMillis(20)));
        BlobStream stream = registry.client(settings).openBlob(APP, BLOB, 0)) {
      fails(() -> drain(stream), Kind.STALLED, "slower than the minimum");
    }
  }

  @Test
  void bearsASlowBodyAboveTheMinimum() throws IOException {
    ClientSettings settings =
        QUICK.withBodyGuard(Duration.ofSeconds(60), 1, Duration.ofMillis(500));
    byte[] small = Arrays.copyOf(CONTENT, 600);
    try (ScriptedRegistry registry =
            ScriptedRegistry.start(
                request -> RawReply.status(200).body(small).dripping(10, Duration.ofMillis(20)));
        BlobStream stream =
            registry.client(settings).openBlob(APP, ScriptedRegistry.blob(small), 0)) {
      assertThat(drain(stream)).isEqualTo(small);
    }
  }

  @Test
  void closingEarlyLeavesTheClientUsable() throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(BlobStreamTest::serve)) {
      RegistryClient client = registry.anonymous();
      for (int round = 0; round < 20; round++) {
        try (BlobStream stream = client.openBlob(APP, BLOB, 0)) {
          assertThat(stream.read(ByteBuffer.allocate(10))).isPositive();
        }
      }
      try (BlobStream stream = client.openBlob(APP, BLOB, 0)) {
        assertThat(drain(stream)).isEqualTo(CONTENT);
      }
    }
  }

  @Test
  void completesOverALinkThatIsCutAgainAndAgain() throws IOException {
    byte[] content = ScriptedRegistry.content(4_000_000);
    Descriptor blob = ScriptedRegistry.blob(content);
    try (RawHttpServer server = RawHttpServer.start(request -> serve(request, content));
        CuttingRelay relay = CuttingRelay.start(server.address(), CutPlan.afterEach(700_000));
        RegistryClient client =
            RegistryClient.create(
                RegistryEndpoint.of(URI.create("http://127.0.0.1:" + relay.port())), QUICK)) {
      ByteBuffer all = ByteBuffer.allocate(content.length + 1);
      while (all.position() < content.length) {
        try (BlobStream stream = client.openBlob(APP, blob, all.position())) {
          readToEnd(stream, all);
        } catch (RegistryException e) {
          assertThat(e.retryable()).isTrue();
        }
      }

      assertThat(Arrays.copyOf(all.array(), content.length)).isEqualTo(content);
      assertThat(relay.cuts()).isEqualTo(5);
      assertThat(relay.downstreamBytes()).isLessThan(content.length + 20_000);
    }
  }

  private static void readToEnd(BlobStream stream, ByteBuffer all) {
    int read;
    do {
      read = stream.read(all);
    } while (read >= 0);
  }

  private static void refuses(RawReply reply, long offset, Kind kind, String words)
      throws IOException {
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> reply)) {
      RegistryClient client = registry.anonymous();
      fails(() -> client.openBlob(APP, BLOB, offset).close(), kind, words);
      assertThat(registry.requests()).hasSize(1);
    }
  }

  private static void fails(ThrowingCallable call, Kind kind, String words) {
    assertThatThrownBy(call)
        .hasMessageContaining(words)
        .hasMessageContaining("cannot fetch blob app/web@sha256:")
        .asInstanceOf(InstanceOfAssertFactories.type(RegistryException.class))
        .extracting(RegistryException::kind)
        .isEqualTo(kind);
  }

  private static RawReply part(String contentRange, int length) {
    return RawReply.status(206)
        .header("Content-Range", contentRange)
        .body(Arrays.copyOf(CONTENT, length));
  }

  private static RawReply serve(RawHttpServer.Request request) {
    return serve(request, CONTENT);
  }

  private static RawReply serve(RawHttpServer.Request request, byte[] content) {
    return request
        .header("range")
        .map(range -> Integer.parseInt(range.substring("bytes=".length(), range.length() - 1)))
        .map(
            from ->
                RawReply.status(206)
                    .header(
                        "Content-Range",
                        "bytes " + from + "-" + (content.length - 1) + "/" + content.length)
                    .body(Arrays.copyOfRange(content, from, content.length)))
        .orElseGet(() -> RawReply.status(200).body(content));
  }
}
