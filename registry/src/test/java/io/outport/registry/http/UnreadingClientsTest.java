package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.oci.model.Digest;
import io.outport.registry.store.file.FileBlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients at once that ask for a large blob over TLS and then take nothing of it. */
final class UnreadingClientsTest {
  private static final int CLIENTS = 64;
  private static final byte[] BLOB = Samples.bytes(32 << 20);
  private static final String TARGET = "/v2/app/web/blobs/" + Digest.ofBytes(BLOB);

  /** What each may hold of this process: two pieces of the blob, and as much encrypted. */
  private static final long MAX_BYTES = 1024 * 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final Duration SEND = Duration.ofSeconds(12);
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

  @TempDir Path folder;

  @Test
  void holdLittleAndAreDroppedTogether() throws IOException {
    TestTls tls = TestTls.in(folder);
    ConnectionLimits usual = ConnectionLimits.DEFAULT;
    ConnectionLimits limits =
        new ConnectionLimits(
            usual.maxOpen(),
            usual.maxPerAddress(),
            usual.handshake(),
            usual.requestHead(),
            usual.rest(),
            usual.idle(),
            SEND);
    RegistrySettings settings =
        RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
            .with(Protection.DEFAULT.with(limits));
    List<RawSocket> deaf = new ArrayList<>();
    try (WatchedBlobStore blobs =
            new WatchedBlobStore(
                FileBlobStore.open(folder.resolve("blobs"), InstantSource.system()));
        TestRegistry registry = TestRegistry.start(settings, blobs, tls)) {
      push(registry, tls);
      assertThat(ask(registry, tls, "GET", "/v2/", "").readHead()).startsWith("HTTP/1.1 200");
      long before = residentBytes();
      for (int i = 0; i < CLIENTS; i++) {
        deaf.add(ask(registry, tls, "GET", TARGET, ""));
      }
      await().atMost(PATIENCE).until(() -> blobs.openContents.get() >= CLIENTS);

      long each = (residentBytes() - before) / CLIENTS;
      System.out.printf(
          Locale.ROOT,
          "%d clients that take nothing of %d bytes hold %d bytes each%n",
          CLIENTS,
          BLOB.length,
          each);
      assertThat(each).isLessThan(MAX_BYTES);
      try (RawSocket other = ask(registry, tls, "GET", "/v2/", "")) {
        assertThat(other.readHead()).startsWith("HTTP/1.1 200");
      }
      await().atMost(PATIENCE).until(() -> blobs.openContents.get() == 0);
    } finally {
      for (RawSocket each : deaf) {
        each.close();
      }
    }
  }

  private static void push(TestRegistry registry, TestTls tls) throws IOException {
    String start = "/v2/app/web/blobs/uploads/?digest=" + Digest.ofBytes(BLOB);
    String length = "Content-Length: %d\r\n".formatted(BLOB.length);
    try (RawSocket socket = ask(registry, tls, "POST", start, length)) {
      socket.send(BLOB);
      assertThat(socket.readHead()).startsWith("HTTP/1.1 201");
    }
  }

  private static RawSocket ask(
      TestRegistry registry, TestTls tls, String method, String path, String headers)
      throws IOException {
    RawSocket socket = RawSocket.openTls(registry.port(), tls.clientContext());
    socket.send(
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
            + Client.basic("admin", "admin-password")
            + "\r\n"
            + headers
            + "\r\n");
    return socket;
  }

  private static long residentBytes() throws IOException {
    Matcher found = RESIDENT.matcher(Files.readString(Path.of("/proc/self/status")));
    return found.find() ? 1024 * Long.parseLong(found.group(1)) : 0;
  }
}
