package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.registry.store.memory.MemoryBlobStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that come slowly, stop, break off, or are not wanted. */
final class BodyTest {
  private static final String AUTHORIZATION =
      "Authorization: " + Client.basic("admin", "admin-password") + "\r\n";

  private final WatchedBlobStore blobs = new WatchedBlobStore(new MemoryBlobStore());
  private TestRegistry registry;
  private Client client;

  @BeforeEach
  void start() {
    RegistrySettings settings =
        RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE);
    registry = TestRegistry.start(settings, blobs);
    client = Client.of(registry);
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void keepsWhatCameFromClientThatWentAwayAndFreesTheSession() throws IOException {
    String session = client.startUpload("app/web");
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(head("PATCH", session, "Content-Length: 1000000\r\n"));
      socket.send(Samples.bytes(5_000));
      await().until(() -> blobs.appended.get() == 5_000);
    }

    await()
        .untilAsserted(
            () -> assertThat(Client.header(client.get(session), "Range")).isEqualTo("0-4999"));
  }

  @Test
  void slowStoreSlowsTheClientInsteadOfFillingMemory() throws Exception {
    int size = 64 << 20;
    String session = client.startUpload("app/web");
    CountDownLatch opened = new CountDownLatch(1);
    AtomicLong sent = new AtomicLong();
    blobs.waitFor(opened);
    try (RawSocket socket = RawSocket.open(registry.port());
        ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor()) {
      socket.send(head("PATCH", session, "Content-Length: " + size + "\r\n"));
      Future<?> sending = sender.submit(() -> sendAll(socket, size, sent));

      // What went is in the kernel's buffers and the reader's window, far less than the body.
      await().during(Duration.ofMillis(500)).until(() -> sent.get() < size / 2);
      opened.countDown();

      sending.get(60, TimeUnit.SECONDS);
      assertThat(socket.readHead()).startsWith("HTTP/1.1 202");
    }
    assertThat(blobs.appended.get()).isEqualTo(size);
  }

  @Test
  void endsBodyThatStops() throws IOException {
    RegistrySettings impatient =
        RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
            .with(RegistrySettings.Limits.DEFAULT.withBodyIdle(Duration.ofMillis(500)));
    try (TestRegistry other = TestRegistry.start(impatient);
        Client otherClient = Client.of(other);
        RawSocket socket = RawSocket.open(other.port())) {
      String session = otherClient.startUpload("app/web");
      socket.send(head("PATCH", session, "Content-Length: 1000000\r\n"));
      socket.send(Samples.bytes(5_000));

      assertThat(socket.readHead()).startsWith("HTTP/1.1 408");
      assertThat(otherClient.get(session).statusCode()).isEqualTo(204);
    }
  }

  @Test
  void refusalOfBodyReachesClientThatStillSends() throws IOException {
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(
          "PUT /v2/app/web/manifests/v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
      socket.send(Samples.bytes(4_000_000));

      assertThat(socket.readHead()).startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void connectionGoesOnAfterRefusedBody() throws IOException {
    try (RawSocket socket = RawSocket.open(registry.port())) {
      for (int i = 0; i < 3; i++) {
        socket.send(
            "PUT /v2/app/web/manifests/v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n");
        socket.send(Samples.bytes(90_000));
        String head = socket.readHead();
        assertThat(head).startsWith("HTTP/1.1 401");
        socket.readBytes(contentLength(head));
      }
      socket.send(head("GET", "/v2/", ""));
      assertThat(socket.readHead()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void closesConnectionThatSendsOnAndOnAfterRefusal() throws IOException {
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(
          "PUT /v2/app/web/manifests/v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");

      assertThat(sendUntilClosed(socket, 200)).isTrue();
    }
  }

  @Test
  void asksForBodyOfClientThatWaitsForContinue() throws IOException {
    String session = client.startUpload("app/web");
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(head("PATCH", session, "Content-Length: 4\r\nExpect: 100-continue\r\n"));
      assertThat(socket.readHead()).startsWith("HTTP/1.1 100");
      socket.send("abcd");

      assertThat(socket.readHead()).startsWith("HTTP/1.1 202");
    }
  }

  @Test
  void takesChunkedBodyInSmallPieces() throws IOException {
    String session = client.startUpload("app/web");
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(head("PATCH", session, "Transfer-Encoding: chunked\r\n"));
      for (int i = 0; i < 100; i++) {
        socket.send("1\r\nx\r\n");
      }
      socket.send("0\r\n\r\n");

      assertThat(socket.readHead()).startsWith("HTTP/1.1 202").containsIgnoringCase("range: 0-99");
    }
  }

  @Test
  void requestsOnOneConnectionAreAnsweredInOrder() throws IOException {
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(head("GET", "/v2/", "") + head("GET", "/v2/app/web/manifests/v1", ""));

      String first = socket.readHead();
      socket.readBytes(contentLength(first));
      assertThat(first).startsWith("HTTP/1.1 200");
      assertThat(socket.readHead()).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void refusesRequestsBeyondTheLimitAndRecovers() throws IOException {
    RegistrySettings one =
        RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
            .with(RegistrySettings.Limits.DEFAULT.withMaxConcurrentRequests(1));
    try (TestRegistry small = TestRegistry.start(one);
        Client smallClient = Client.of(small);
        RawSocket busy = RawSocket.open(small.port())) {
      String session = smallClient.startUpload("app/web");
      busy.send(head("PATCH", session, "Content-Length: 4\r\n"));

      await().until(() -> smallClient.get("/v2/").statusCode() == 429);
      var refused = smallClient.get("/v2/");
      assertThat(Client.header(refused, "Retry-After")).isEqualTo("1");

      busy.send("abcd");
      assertThat(busy.readHead()).startsWith("HTTP/1.1 202");
      await().until(() -> smallClient.get("/v2/").statusCode() == 200);
    }
  }

  private static @Nullable Void sendAll(RawSocket socket, int size, AtomicLong sent)
      throws IOException {
    byte[] piece = new byte[1 << 20];
    while (sent.get() < size) {
      socket.send(piece);
      sent.addAndGet(piece.length);
    }
    return null;
  }

  private static boolean sendUntilClosed(RawSocket socket, int megabytes) {
    byte[] megabyte = new byte[1 << 20];
    try {
      for (int i = 0; i < megabytes; i++) {
        socket.send(megabyte);
      }
      return false;
    } catch (IOException closed) {
      return true;
    }
  }

  private static int contentLength(String head) {
    String lower = head.toLowerCase(Locale.ROOT);
    int start = lower.indexOf("content-length: ") + "content-length: ".length();
    return Integer.parseInt(lower.substring(start, lower.indexOf("\r\n", start)));
  }

  private static String head(String method, String path, String headers) {
    return method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + AUTHORIZATION + headers + "\r\n";
  }
}
