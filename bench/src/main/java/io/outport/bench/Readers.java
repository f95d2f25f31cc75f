package io.outport.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that read blobs at random and compare each body that arrives whole. */
final class Readers {
  private static final int CLIENTS = 4;

  /**
   * What they got.
   *
   * @param right bodies that were the blob's
   * @param wrong bodies that arrived whole and were not: must be 0
   * @param broken answers that ended before their length, or were refused
   */
  record Counts(long right, long wrong, long broken) {}

  private final Http http;
  private final URI base;
  private final Map<String, String> headers;
  private final String repository;
  private final List<Blob> blobs;

  Readers(Http http, URI base, Map<String, String> headers, String repository, List<Blob> blobs) {
    this.http = http;
    this.base = base;
    this.headers = Map.copyOf(headers);
    this.repository = repository;
    this.blobs = List.copyOf(blobs);
  }

  /** Reads for this long. */
  Counts readFor(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    AtomicLong right = new AtomicLong();
    AtomicLong wrong = new AtomicLong();
    AtomicLong broken = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < CLIENTS; client++) {
        Random random = new Random(client);
        threads.execute(
            () -> {
              while (System.nanoTime() < end) {
                Blob blob = blobs.get(random.nextInt(blobs.size()));
                counter(blob, right, wrong, broken).incrementAndGet();
              }
            });
      }
    }
    return new Counts(right.get(), wrong.get(), broken.get());
  }

  boolean isRight(Blob blob) {
    try {
      Http.Hashed answer = get(blob);
      return answer.status() == 200 && answer.digest().equals(blob.digest());
    } catch (IOException broken) {
      return false;
    }
  }

  boolean isAbsent(Blob blob) {
    try {
      return get(blob).status() == 404;
    } catch (IOException broken) {
      return false;
    }
  }

  private AtomicLong counter(Blob blob, AtomicLong right, AtomicLong wrong, AtomicLong broken) {
    try {
      Http.Hashed answer = get(blob);
      if (answer.status() != 200) {
        return broken;
      }
      return answer.digest().equals(blob.digest()) ? right : wrong;
    } catch (IOException cut) {
      return broken;
    }
  }

  private Http.Hashed get(Blob blob) throws IOException {
    URI uri = base.resolve("/v2/%s/blobs/%s".formatted(repository, blob.digest()));
    return http.hash("GET", uri, headers);
  }
}
