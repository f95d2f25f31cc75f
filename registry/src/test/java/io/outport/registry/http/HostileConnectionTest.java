package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.oci.model.Digest;
import io.outport.registry.store.file.FileBlobStore;
import io.outport.registry.store.memory.MemoryBlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that keep a connection and give nothing for it (issue 5, "Bad input"). */
final class HostileConnectionTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String AUTHORIZATION =
      "Authorization: " + Client.basic("admin", "admin-password") + "\r\n";

  /** More than the kernel holds for a connection whose client reads nothing. */
  private static final byte[] BLOB = Samples.bytes(32 << 20);

  private static final String TARGET = "/v2/app/web/blobs/" + Digest.ofBytes(BLOB);

  @TempDir Path folder;
  private TestTls tls;

  @BeforeEach
  void issue() throws IOException {
    tls = TestTls.in(folder);
  }

  @Test
  void endsConnectionThatNeverBeginsTls() throws IOException {
    try (TestRegistry registry = startTls(limits(SHORT, LONG, LONG, LONG, LONG));
        RawSocket socket = RawSocket.open(registry.port())) {
      assertThat(socket.endsWithin(PATIENCE)).isTrue();
      await().until(() -> registry.guard.open() == 0);
    }
  }

  @Test
  void endsHandshakeThatStops() throws IOException {
    try (TestRegistry registry = startTls(limits(SHORT, LONG, LONG, LONG, LONG));
        RawSocket socket = RawSocket.open(registry.port())) {
      // The beginning of a ClientHello of 512 bytes.
      socket.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});

      assertThat(socket.endsWithin(PATIENCE)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsConnectionOnWhichNothingIsAsked(boolean secure) throws IOException {
    try (TestRegistry registry = start(secure, limits(LONG, LONG, LONG, SHORT, LONG));
        RawSocket socket = open(secure, registry)) {
      assertThat(socket.endsWithin(PATIENCE)).isTrue();
      await().until(() -> registry.guard.open() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsHeadThatComesByteByByte(boolean secure) throws IOException {
    try (TestRegistry registry = start(secure, limits(LONG, SHORT, LONG, LONG, LONG));
        RawSocket socket = open(secure, registry)) {
      socket.send("GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Slow: ");

      assertThat(dribble(socket, "a")).isTrue();
    }
  }

  @Test
  void endsLinesWithoutAHead() throws IOException {
    try (TestRegistry registry = start(false, limits(LONG, SHORT, LONG, LONG, LONG));
        RawSocket socket = RawSocket.open(registry.port())) {
      assertThat(dribble(socket, "\r\n")).isTrue();
    }
  }

  @Test
  void keepsConnectionThatAsksNowAndThen() throws Exception {
    try (TestRegistry registry = start(false, limits(LONG, LONG, LONG, SHORT, LONG));
        Client client = Client.of(registry);
        RawSocket socket = RawSocket.open(registry.port())) {
      byte[] config = Samples.utf8("{}");
      client.pushBlob("app/web", config);
      String token = client.token("app/web");
      String request =
          "GET /v2/app/web/blobs/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(Digest.ofBytes(config), token);
      for (int i = 0; i < 12; i++) {
        socket.send(request);

        assertThat(socket.readHead()).startsWith("HTTP/1.1 200");
        assertThat(socket.readBytes(config.length)).isEqualTo(config);
        Thread.sleep(SHORT.toMillis() / 4);
      }
    }
  }

  @Test
  void waitsForTheServersOwnAnswerHoweverLong() throws Exception {
    WatchedBlobStore blobs = new WatchedBlobStore(new MemoryBlobStore());
    ConnectionLimits limits = limits(LONG, SHORT, SHORT, SHORT, SHORT);
    try (TestRegistry registry = TestRegistry.start(settings(limits), blobs)) {
      push(false, registry, BLOB);
      CountDownLatch opened = new CountDownLatch(1);
      blobs.waitFor(opened);
      try (RawSocket socket = RawSocket.open(registry.port())) {
        socket.send(request("HEAD", TARGET, ""));
        Thread.sleep(4 * SHORT.toMillis());
        opened.countDown();

        assertThat(socket.readHead()).startsWith("HTTP/1.1 200");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void dropsClientThatTakesNothingAndFreesWhatItHeld(boolean secure) throws IOException {
    WatchedBlobStore blobs =
        new WatchedBlobStore(FileBlobStore.open(folder.resolve("blobs"), InstantSource.system()));
    RegistrySettings one =
        settings(limits(LONG, LONG, LONG, LONG, Duration.ofSeconds(1)))
            .with(RegistrySettings.Limits.DEFAULT.withMaxConcurrentRequests(1));
    try (blobs;
        TestRegistry registry = start(secure, one, blobs)) {
      push(secure, registry, BLOB);
      try (RawSocket deaf = open(secure, registry)) {
        deaf.send(request("GET", TARGET, ""));
        await().until(() -> blobs.openContents.get() == 1);
        assertThat(ask(secure, registry, "/v2/")).startsWith("HTTP/1.1 429");

        await().atMost(PATIENCE).until(() -> blobs.openContents.get() == 0);

        assertThat(ask(secure, registry, "/v2/")).startsWith("HTTP/1.1 200");
        await().until(() -> registry.guard.open() == 0);
        assertThat(deaf.endsWithin(PATIENCE)).isTrue();
      }
    }
  }

  @Test
  void dropsClientThatAsksOnAndOnAndTakesNothing() throws Exception {
    ConnectionLimits limits = limits(LONG, LONG, LONG, LONG, Duration.ofSeconds(1));
    try (TestRegistry registry = start(false, limits);
        Client client = Client.of(registry);
        RawSocket socket = RawSocket.open(registry.port())) {
      byte[] small = Samples.bytes(60_000);
      client.pushBlob("app/web", small);
      String token = client.token("app/web");
      String requests =
          "GET /v2/app/web/blobs/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(Digest.ofBytes(small), token)
              .repeat(20);

      assertThat(dribble(socket, requests)).isTrue();
    }
  }

  @Test
  void keepsClientThatReadsSlowly() throws Exception {
    ConnectionLimits limits = limits(LONG, LONG, LONG, LONG, Duration.ofSeconds(1));
    try (TestRegistry registry = start(false, limits)) {
      push(false, registry, BLOB);
      try (RawSocket socket = RawSocket.open(registry.port())) {
        socket.send(request("GET", TARGET, ""));
        assertThat(socket.readHead()).startsWith("HTTP/1.1 200");
        int got = 0;
        for (int i = 0; i < 16; i++) {
          got += socket.readBytes(1 << 20).length;
          Thread.sleep(200);
        }
        got += socket.readBytes(BLOB.length - got).length;

        assertThat(got).isEqualTo(BLOB.length);
      }
    }
  }

  @Test
  void uploadOfClientThatVanishedGoesOnWhereItStopped() throws IOException {
    byte[] blob = Samples.bytes(50_000);
    RegistrySettings impatient =
        settings(limits(LONG, LONG, SHORT, LONG, LONG))
            .with(RegistrySettings.Limits.DEFAULT.withBodyIdle(SHORT));
    try (TestRegistry registry = TestRegistry.start(impatient);
        Client client = Client.of(registry);
        RawSocket vanished = RawSocket.open(registry.port())) {
      String session = client.startUpload("app/web");
      vanished.send(request("PATCH", session, "Content-Length: 50000\r\n"));
      vanished.send(Arrays.copyOf(blob, 20_000));
      // From here on nothing comes of it, not even its end.

      await().until(() -> client.get(session).statusCode() == 204);
      assertThat(Client.header(client.get(session), "Range")).isEqualTo("0-19999");
      assertThat(vanished.endsWithin(PATIENCE)).isTrue();
      byte[] rest = Arrays.copyOfRange(blob, 20_000, 50_000);
      String close = session + "?digest=" + Digest.ofBytes(blob);
      assertThat(client.send("PUT", close, rest).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void endsBodyThatDribbles() throws IOException {
    RegistrySettings impatient =
        settings(limits(LONG, LONG, SHORT, LONG, LONG))
            .with(
                RegistrySettings.Limits.DEFAULT
                    .withBodyIdle(Duration.ofSeconds(1))
                    .withMinBodyRate(1_000));
    try (TestRegistry registry = TestRegistry.start(impatient);
        Client client = Client.of(registry);
        RawSocket socket = RawSocket.open(registry.port())) {
      String session = client.startUpload("app/web");
      socket.send(request("PATCH", session, "Content-Length: 50000\r\n"));

      assertThat(dribble(socket, "a")).isTrue();

      assertThat(socket.readHead()).startsWith("HTTP/1.1 408");
      assertThat(Client.header(client.get(session), "Range")).matches("0-[1-9]\\d*");
    }
  }

  @Test
  void closesConnectionsBeyondTheCapAndServesThoseThatAreOpen() throws IOException {
    ConnectionLimits limits = ConnectionLimits.DEFAULT.withMaxOpen(20, 20);
    try (TestRegistry registry = start(false, limits)) {
      List<RawSocket> open = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        open.add(RawSocket.open(registry.port()));
      }
      await().until(() -> registry.guard.open() == 20);

      for (int i = 0; i < 50; i++) {
        try (RawSocket oneMore = RawSocket.open(registry.port())) {
          assertThat(oneMore.endsWithin(PATIENCE)).isTrue();
        }
      }

      for (RawSocket each : open) {
        each.send(request("GET", "/v2/", ""));
        assertThat(each.readHead()).startsWith("HTTP/1.1 200");
        each.close();
      }
      await().until(() -> registry.guard.open() == 0);
      assertThat(ask(false, registry, "/v2/")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void oneAddressCannotTakeAllPlaces() throws IOException {
    ConnectionLimits limits = ConnectionLimits.DEFAULT.withMaxOpen(100, 5);
    try (TestRegistry registry = start(false, limits)) {
      List<RawSocket> open = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        open.add(RawSocket.openFrom("127.0.0.2", registry.port()));
      }
      try (RawSocket oneMore = RawSocket.openFrom("127.0.0.2", registry.port())) {
        assertThat(oneMore.endsWithin(PATIENCE)).isTrue();
      }

      assertThat(ask(false, registry, "/v2/")).startsWith("HTTP/1.1 200");
      for (RawSocket each : open) {
        each.close();
      }
      await().until(() -> registry.guard.open() == 0);
    }
  }

  /** Sends it again and again until the server ends the connection; false when it does not. */
  private static boolean dribble(RawSocket socket, String text) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (System.nanoTime() < end) {
        socket.send(text);
        Thread.sleep(20);
      }
      return false;
    } catch (IOException ended) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ConnectionLimits limits(
      Duration handshake, Duration head, Duration rest, Duration idle, Duration send) {
    return new ConnectionLimits(1_000, 1_000, handshake, head, rest, idle, send);
  }

  private static RegistrySettings settings(ConnectionLimits limits) {
    return RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
        .with(Protection.DEFAULT.with(limits));
  }

  private TestRegistry startTls(ConnectionLimits limits) {
    return start(true, limits);
  }

  private TestRegistry start(boolean secure, ConnectionLimits limits) {
    return start(secure, settings(limits), new WatchedBlobStore(new MemoryBlobStore()));
  }

  private TestRegistry start(boolean secure, RegistrySettings settings, WatchedBlobStore blobs) {
    return secure ? TestRegistry.start(settings, blobs, tls) : TestRegistry.start(settings, blobs);
  }

  private RawSocket open(boolean secure, TestRegistry registry) throws IOException {
    return secure
        ? RawSocket.openTls(registry.port(), tls.clientContext())
        : RawSocket.open(registry.port());
  }

  private String ask(boolean secure, TestRegistry registry, String path) throws IOException {
    try (RawSocket socket = open(secure, registry)) {
      socket.send(request("GET", path, ""));
      return socket.readHead();
    }
  }

  private void push(boolean secure, TestRegistry registry, byte[] blob) throws IOException {
    try (RawSocket socket = open(secure, registry)) {
      String start = "/v2/app/web/blobs/uploads/?digest=" + Digest.ofBytes(blob);
      socket.send(request("POST", start, "Content-Length: " + blob.length + "\r\n"));
      socket.send(blob);
      assertThat(socket.readHead()).startsWith("HTTP/1.1 201");
    }
  }

  private static String request(String method, String path, String headers) {
    return method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + AUTHORIZATION + headers + "\r\n";
  }
}
