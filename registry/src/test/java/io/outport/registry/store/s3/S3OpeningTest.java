package io.outport.registry.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import io.outport.registry.store.s3.S3Settings.Reads;
import io.outport.testkit.FreePorts;
import io.outport.testkit.S3Server;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** Every place that cannot be used is refused in words that say what to do. */
final class S3OpeningTest {
  private static S3Server server;

  @TempDir Path folder;
  private S3Settings settings;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void choosePlace() {
    settings = S3Stores.settings(server, UUID.randomUUID() + "/", Reads.STREAMED);
  }

  @Test
  void refusesABucketThatIsNotThere() {
    S3Settings elsewhere = at(new S3Location("no-such-bucket", ""), server.endpoint());

    assertRefused(S3Stores.link(elsewhere), "s3://no-such-bucket/", "make it or name another");
  }

  @Test
  void refusesKeysThatTheServerDoesNotKnow() {
    var keys =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("somebody", "else-altogether"));
    S3Client client = S3Clients.client(settings, keys).build();

    assertRefused(S3Stores.link(settings, client), "access was refused", "AWS_ACCESS_KEY_ID");
  }

  @Test
  void refusesAServerThatDoesNotAnswer() throws Exception {
    URI nobody = URI.create("http://127.0.0.1:" + FreePorts.pick());

    assertRefused(
        S3Stores.link(at(settings.location(), nobody)), nobody.toString(), "--s3-endpoint");
  }

  @Test
  void refusesAPlaceThatHoldsOtherThings() {
    try (var bucket = new RawBucket(settings)) {
      bucket.write("holiday.jpg", new byte[10]);

      assertRefused(S3Stores.link(settings), "holds other things", "name an empty place");

      assertThat(bucket.keys("")).containsExactly("holiday.jpg");
    }
  }

  @ParameterizedTest
  @CsvSource({"outport-s3-blobs 2,newer Outport", "something else,not ours"})
  void refusesALayoutThatItDoesNotKnow(String mark, String words) {
    try (var bucket = new RawBucket(settings)) {
      bucket.write(S3Keys.FORMAT, (mark + "\n").getBytes(StandardCharsets.UTF_8));

      assertRefused(S3Stores.link(settings), words);
    }
  }

  @Test
  void opensAgainAfterARefusal() {
    assertRefused(
        S3Stores.link(at(new S3Location("no-such-bucket", ""), server.endpoint())), "no-such");

    S3Stores.open(settings, folder, S3BlobStore.PART_BYTES).close();
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket,s3://bucket/",
    "s3://bucket/,s3://bucket/",
    "s3://bucket/registry/eu,s3://bucket/registry/eu/"
  })
  void readsPlaces(String text, String place) {
    assertThat(S3Location.parse(text)).hasToString(place);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bucket",
        "https://bucket",
        "s3://",
        "s3://Bucket",
        "s3://b",
        "s3://bucket//x",
        "s3://bucket/../x",
        "s3://bucket/x?y"
      })
  void refusesWhatIsNoPlace(String text) {
    assertThatThrownBy(() -> S3Location.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("s3://my-bucket");
  }

  private void assertRefused(Bucket.Link link, String... words) {
    Path staging = folder.resolve("staging");
    assertThatThrownBy(() -> S3Stores.open(link, staging, S3BlobStore.PART_BYTES))
        .isInstanceOfSatisfying(
            StoreException.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.UNUSABLE))
        .hasMessageContainingAll(words);
    assertThat(staging).doesNotExist();
  }

  private static S3Settings at(S3Location location, URI endpoint) {
    return new S3Settings(
        location, Optional.of(endpoint), Optional.of("us-east-1"), true, Reads.STREAMED);
  }
}
