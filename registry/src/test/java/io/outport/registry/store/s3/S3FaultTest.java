package io.outport.registry.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.registry.content.BlobStore;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import io.outport.registry.store.Workload;
import io.outport.registry.store.s3.FaultyHttp.Fault;
import io.outport.registry.store.s3.S3Settings.Reads;
import io.outport.testkit.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/** The N-th call to the server fails, for all N, and is not tried again. */
final class S3FaultTest {
  /** Uploads of the workload have up to four of them. */
  private static final int PART_BYTES = 900;

  /** After so many faults everything is done once more. */
  private static final int WHOLE_AGAIN = 25;

  private static S3Server server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.startForShortParts();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void losesNothingAcknowledgedWhenAnyOneCallFails(Fault fault) throws IOException {
    requireLawsForAllCalls(fault, 1);
  }

  @Test
  void losesNothingAcknowledgedWhenTheServerGoesAwayForGood() throws IOException {
    requireLawsForAllCalls(Fault.REQUEST_LOST, Long.MAX_VALUE / 2);
  }

  private void requireLawsForAllCalls(Fault fault, long count) throws IOException {
    FaultyHttp network;
    long call = 0;
    do {
      call++;
      network =
          new FaultyHttp(UrlConnectionHttpClient.builder().build(), fault, call, call + count - 1);
      Path staging = folder.resolve("staging-" + call);
      S3Settings settings = S3Stores.settings(server, UUID.randomUUID() + "/", Reads.STREAMED);
      requireLaws(settings, staging, network, count == 1);
      if (call % WHOLE_AGAIN == 1) {
        requireGoesOn(settings, staging);
      }
    } while (network.wasMet());
    assertThat(call).isGreaterThan(50);
  }

  private static void requireLaws(
      S3Settings settings, Path staging, FaultyHttp network, boolean oneFault) throws IOException {
    var workload = new Workload();
    try (BlobStore store = S3Stores.open(link(settings, network), staging, PART_BYTES)) {
      workload.run(store);
      if (oneFault && network.wasMet()) {
        workload.requireHeld(store);
      }
    } catch (StoreException failedToOpen) {
      assertThat(failedToOpen.kind()).isEqualTo(Kind.UNUSABLE);
    }
    assertThat(workload.failures())
        .allSatisfy(failure -> assertThat(failure.kind()).isEqualTo(Kind.FAILED));

    try (BlobStore store = S3Stores.open(settings, staging, PART_BYTES)) {
      workload.requireRecovered(store);
    }
  }

  private static void requireGoesOn(S3Settings settings, Path staging) throws IOException {
    try (BlobStore store = S3Stores.open(settings, staging, PART_BYTES)) {
      var again = new Workload();
      again.run(store);
      assertThat(again.failures()).isEmpty();
      again.requireHeld(store);
    }
  }

  private static Bucket.Link link(S3Settings settings, FaultyHttp network) {
    return S3Stores.link(
        settings,
        S3Clients.client(settings, S3Stores.KEYS)
            .httpClient(network)
            .overrideConfiguration(it -> it.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build());
  }
}
