package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.registry.store.file.FileBlobStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No client ever gets the last byte of an answer that holds a wrong one (issue 5, "Honest"). */
final class DamagedBlobServingTest {
  private static final int SIZE = 3_000_000;
  private static final byte[] BYTES = Samples.bytes(SIZE);
  private static final String TARGET = "/v2/app/web/blobs/" + Digest.ofBytes(BYTES);

  @TempDir Path folder;
  private TestRegistry registry;
  private FileBlobStore blobs;
  private Client client;

  @BeforeEach
  void start() {
    blobs = FileBlobStore.open(folder, InstantSource.system());
    registry =
        TestRegistry.start(
            RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE), blobs);
    client = Client.of(registry);
    client.pushBlob("app/web", BYTES);
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
    blobs.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100_000, 1_500_000, 2_949_120, SIZE - 1})
  void breaksTheConnectionBeforeTheLastByte(int position) throws IOException {
    for (boolean warm : List.of(false, true)) {
      if (warm) {
        assertThat(client.get(TARGET).body()).isEqualTo(BYTES);
      }
      flip(position);

      byte[] body = bodyOf(get(TARGET, ""));

      assertThat(body.length).isLessThan(SIZE);
      assertThat(client.get(TARGET).statusCode()).isEqualTo(404);
      assertThat(client.head(TARGET).statusCode()).isEqualTo(404);
      client.pushBlob("app/web", BYTES);
      assertThat(client.get(TARGET).body()).isEqualTo(BYTES);
    }
  }

  @Test
  void breaksARangeThatIsDamaged() throws IOException {
    flip(1_000_000);

    byte[] body = bodyOf(get(TARGET, "Range: bytes=999990-1000009\r\n"));

    assertThat(body).isEmpty();
  }

  @Test
  void saysThatASmallBlobWasDamaged() throws IOException {
    byte[] small = Samples.bytes(1000);
    Digest digest = client.pushBlob("app/web", small);
    flip(digest, 10);

    var answer = client.get("/v2/app/web/blobs/" + digest);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Client.text(answer)).contains("BLOB_UNKNOWN").contains("push it again");
  }

  @Test
  void servesRangesThatAreNotDamagedOfABlobThatIs() throws IOException {
    flip(1_000_000);

    assertThat(client.get(TARGET, "Range", "bytes=2000000-2999999").body())
        .isEqualTo(Arrays.copyOfRange(BYTES, 2_000_000, 3_000_000));
  }

  @Test
  void servesEveryRangeExactly() {
    int[] cuts = {0, 1, 65_535, 65_536, 65_537, 1_048_575, 1_048_577, 2_949_120, SIZE - 1};
    for (int from : cuts) {
      for (int to : cuts) {
        if (from <= to) {
          assertThat(client.get(TARGET, "Range", "bytes=%s-%s".formatted(from, to)).body())
              .as("%d to %d", from, to)
              .isEqualTo(Arrays.copyOfRange(BYTES, from, to + 1));
        }
      }
    }
  }

  private String get(String target, String headers) throws IOException {
    return RawSocket.exchange(
        registry.port(),
        "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: %s\r\n%s\r\n"
            .formatted(target, Client.basic("admin", "admin-password"), headers));
  }

  private static byte[] bodyOf(String answer) {
    int head = answer.indexOf("\r\n\r\n");
    return head < 0
        ? new byte[0]
        : answer.substring(head + 4).getBytes(StandardCharsets.ISO_8859_1);
  }

  private void flip(long position) throws IOException {
    flip(Digest.ofBytes(BYTES), position);
  }

  private void flip(Digest digest, long position) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Path blob =
          files
              .filter(file -> file.endsWith(digest.hex()))
              .filter(file -> !file.startsWith(folder.resolve("quarantine")))
              .findFirst()
              .orElseThrow();
      try (var access = new RandomAccessFile(blob.toFile(), "rw")) {
        access.seek(position);
        int old = access.read();
        access.seek(position);
        access.write(old ^ 1);
      }
    }
  }
}
