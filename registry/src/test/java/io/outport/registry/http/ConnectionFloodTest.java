package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.registry.store.memory.MemoryBlobStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of connections on which nothing is asked, beside one client that asks. */
final class ConnectionFloodTest {
  /** As the issue has it; fewer where the machine lets a process open fewer files. */
  private static final int WANTED = 10_000;

  /** A handshake costs the client's process a millisecond: the others are opened without one. */
  private static final int WITH_TLS = Integer.getInteger("outport.flood.tls", 1_000);

  private static final int SPARE_FILES = 1_500;
  private static final int REQUESTS = 300;

  /** What a connection may cost this process, in bytes of its memory: far above what is seen. */
  private static final long MAX_BYTES = 128 * 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofSeconds(8);
  private static final byte[] ANSWER = Samples.utf8("{}");

  @TempDir Path folder;
  private TestTls tls;
  private TestRegistry registry;

  @BeforeEach
  void start() throws IOException {
    tls = TestTls.in(folder);
    ConnectionLimits limits =
        new ConnectionLimits(
            WANTED + 10, WANTED + 10, SILENCE, PATIENCE, PATIENCE, SILENCE, PATIENCE);
    RegistrySettings settings =
        RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
            .with(Protection.DEFAULT.with(limits));
    registry = TestRegistry.start(settings, new MemoryBlobStore(), tls);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void servesOthersBesideConnectionsThatBeginNoTls() throws Exception {
    flood(Math.min(WANTED, filesToSpare()), List.of());
  }

  @Test
  void servesOthersBesideConnectionsThatAskNothing() throws Exception {
    flood(Math.min(WITH_TLS, filesToSpare()), List.of(tls.authority().toString()));
  }

  private void flood(int count, List<String> more) throws IOException, InterruptedException {
    ask(); // for the first time, which is slow
    Duration alone = ask();
    long before = residentBytes();
    Process flooding = startClient(count, more);
    try (BufferedReader said = flooding.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("open " + count);
      int open = registry.guard.open();
      Duration beside = ask();
      long bytes = (residentBytes() - before) / count;
      System.out.printf(
          Locale.ROOT,
          "%d idle connections (%d still open), %s: %d requests took %d ms alone and %d ms beside"
              + " them; %d bytes each%n",
          count,
          open,
          more.isEmpty() ? "without TLS" : "after TLS",
          REQUESTS,
          alone.toMillis(),
          beside.toMillis(),
          bytes);
      assertThat(bytes).isLessThan(MAX_BYTES);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(registry.guard.open()).isZero());
      ask();
    } finally {
      flooding.destroyForcibly();
      flooding.waitFor();
    }
  }

  /** Connects and asks again and again; each must be answered. */
  private Duration ask() throws IOException {
    long began = System.nanoTime();
    try (RawSocket asking = RawSocket.openTls(registry.port(), tls.clientContext())) {
      for (int i = 0; i < REQUESTS; i++) {
        asking.send(
            "GET /v2/ HTTP/1.1\r\nHost: x\r\nAuthorization: "
                + Client.basic("admin", "admin-password")
                + "\r\n\r\n");
        assertThat(asking.readHead()).startsWith("HTTP/1.1 200");
        assertThat(asking.readBytes(ANSWER.length)).isEqualTo(ANSWER);
      }
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private Process startClient(int count, List<String> more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                FloodingClient.class.getName(),
                Integer.toString(registry.port()),
                Integer.toString(count)));
    command.addAll(more);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static int filesToSpare() throws IOException {
    return number("/proc/self/limits", "(?m)^Max open files +(\\d{1,9}) ") - SPARE_FILES;
  }

  private static long residentBytes() throws IOException {
    return 1024L * number("/proc/self/status", "(?m)^VmRSS:\\s+(\\d+) kB");
  }

  private static int number(String file, String pattern) throws IOException {
    Matcher found = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
    return found.find() ? Integer.parseInt(found.group(1)) : WANTED;
  }
}
