package io.outport.registry.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.store.file.FileBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One scrub finds all damage, at the rate that it was given. */
final class ScrubberTest {
  private static final RepositoryName REPOSITORY = new RepositoryName("library/debian");
  private static final int BLOBS = 30;
  private static final int SIZE = 100_000;

  @TempDir Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private final Set<Digest> heard = ConcurrentHashMap.newKeySet();
  private final List<Duration> waits = new ArrayList<>();
  private final ContentListener listener =
      new ContentListener() {
        @Override
        public void changed() {}

        @Override
        public void blobLost(Digest digest) {
          heard.add(digest);
        }
      };
  private FileBlobStore blobs;
  private Content content;
  private Scrubber scrubber;

  @BeforeEach
  void open() {
    blobs = FileBlobStore.open(folder, clock, OptionalLong.empty(), listener::blobLost);
    content = new Content(blobs, new MemoryMetadataStore(clock), listener);
    scrubber = new Scrubber(content, listener, waits::add);
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  @Test
  void findsFlippedShortenedAndRemovedBlobsAndNothingElse() throws Exception {
    List<Digest> all = new ArrayList<>();
    for (int i = 0; i < BLOBS; i++) {
      all.add(push(i));
    }
    try (var access = new RandomAccessFile(file(all.get(3)).toFile(), "rw")) {
      access.seek(SIZE / 2);
      int old = access.read();
      access.seek(SIZE / 2);
      access.write(old ^ 4);
    }
    try (var access = new RandomAccessFile(file(all.get(7)).toFile(), "rw")) {
      access.setLength(SIZE - 1);
    }
    Files.delete(file(all.get(11)));

    ScrubReport report = scrubber.run(1_000_000);

    assertThat(report.damaged()).containsExactlyInAnyOrder(all.get(3), all.get(7));
    assertThat(report.lost()).containsExactlyInAnyOrder(all.get(3), all.get(7), all.get(11));
    assertThat(heard).containsExactlyInAnyOrderElementsOf(report.lost());
    ScrubReport again = scrubber.run(1_000_000);
    assertThat(again.damaged()).isEmpty();
    assertThat(again.blobs()).isEqualTo(BLOBS - 3);
    assertThat(again.lost()).hasSize(3);
  }

  @Test
  void readsNoFasterThanItMay() throws Exception {
    push(1);

    ScrubReport report = scrubber.run(50_000);

    assertThat(report.bytes()).isEqualTo(SIZE);
    Duration waited = waits.stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(waited).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void knowsABlobThatComesBack() throws Exception {
    Digest digest = push(5);
    Files.delete(file(digest));
    assertThat(scrubber.findLost()).containsExactly(digest);

    push(5);

    assertThat(scrubber.findLost()).isEmpty();
  }

  private Digest push(int seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    Digest digest = Digest.ofBytes(bytes);
    try (BlobUpload upload = blobs.openUpload(new UploadId("upload-under-test"))) {
      upload.append(ByteBuffer.wrap(bytes));
      content.commitBlob(REPOSITORY, upload, digest);
    }
    return digest;
  }

  private Path file(Digest digest) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("blobs"))) {
      return files.filter(file -> file.endsWith(digest.hex())).findFirst().orElseThrow();
    }
  }
}
