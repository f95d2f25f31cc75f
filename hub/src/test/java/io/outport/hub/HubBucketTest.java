package io.outport.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.model.Refusal;
import io.outport.oci.model.Digest;
import io.outport.registry.store.s3.S3Location;
import io.outport.registry.store.s3.S3Settings;
import io.outport.registry.store.s3.S3Settings.Reads;
import io.outport.testkit.S3Server;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole hub whose blobs are in a bucket: pushes, and pulls that are streamed or redirected. */
final class HubBucketTest {
  private static final String KEY_PROPERTY = "aws.accessKeyId";
  private static final String SECRET_PROPERTY = "aws.secretAccessKey";

  private static final String CONFIG = "{}";
  private static final String LAYER = "sixteen letters.".repeat(200_000);

  private static S3Server server;

  @TempDir private Path folder;
  private NewHub made;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start();
    System.setProperty(KEY_PROPERTY, S3Server.ACCESS_KEY);
    System.setProperty(SECRET_PROPERTY, S3Server.SECRET_KEY);
  }

  @AfterAll
  static void stopServer() {
    System.clearProperty(KEY_PROPERTY);
    System.clearProperty(SECRET_PROPERTY);
    server.close();
  }

  @BeforeEach
  void init() {
    made = TestHub.init(folder.resolve("hub"));
  }

  @Test
  void streamsWhatWasPushedAndRedirectsWhenAsked() throws Exception {
    BlobPlace streamed = bucket(S3Server.BUCKET, "both/", Reads.STREAMED);
    BlobPlace redirected = bucket(S3Server.BUCKET, "both/", Reads.REDIRECTED);
    try (TestHub hub = TestHub.start(made, it -> it.with(streamed))) {
      pushImage(hub);

      for (String content : List.of(CONFIG, LAYER)) {
        HttpResponse<String> pull = pull(hub, content);
        assertThat(pull.statusCode()).isEqualTo(200);
        assertThat(pull.body()).isEqualTo(content);
      }
    }

    try (TestHub hub = TestHub.start(made, it -> it.with(redirected))) {
      for (String content : List.of(CONFIG, LAYER)) {
        HttpResponse<String> pull = pull(hub, content);
        assertThat(pull.statusCode()).isEqualTo(307);
        assertThat(pull.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(pull.headers().firstValue("Docker-Content-Digest"))
            .contains(digest(content).toString());
        assertThat(follow(pull)).isEqualTo(content);
        assertThat(head(hub, content).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void sendsNobodyToABlobThatHeMayNotRead() throws Exception {
    try (TestHub hub =
        TestHub.start(made, it -> it.with(bucket(S3Server.BUCKET, "mine/", Reads.REDIRECTED)))) {
      pushImage(hub);

      HttpResponse<String> stranger = hub.get(path(LAYER));
      HttpResponse<String> elsewhere =
          hub.send(
              HttpRequest.newBuilder(hub.uri("/v2/other/blobs/" + digest(LAYER))),
              "admin",
              hub.context.clientSecret());

      assertThat(stranger.statusCode()).isEqualTo(401);
      assertThat(stranger.headers().firstValue("Location")).isEmpty();
      assertThat(elsewhere.statusCode()).isEqualTo(404);
    }
  }

  @Test
  void refusesABucketThatIsNotThereAndStartsWithoutIt() {
    assertThatThrownBy(
            () ->
                TestHub.start(made, it -> it.with(bucket("no-such-bucket", "", Reads.STREAMED)))
                    .close())
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.exit()).isEqualTo(Refusal.Exit.DATA_DIRECTORY))
        .hasMessageContainingAll("s3://no-such-bucket/", "does not exist", "make it");

    TestHub.start(made).close();
  }

  @Test
  void refusesToLookInTheDataDirectoryForBlobsOfABucket() {
    TestHub.start(made, it -> it.with(bucket(S3Server.BUCKET, "moved/", Reads.STREAMED))).close();

    assertThatThrownBy(() -> TestHub.start(made).close())
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll("in a bucket", "--blobs");
  }

  @Test
  void refusesToLookInABucketForBlobsOfTheDataDirectory() throws Exception {
    BlobPlace bucket = bucket(S3Server.BUCKET, "late/", Reads.STREAMED);
    try (TestHub hub = TestHub.start(made)) {
      push(hub, CONFIG);
    }

    assertThatThrownBy(() -> TestHub.start(made, it -> it.with(bucket)).close())
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll("in its data directory", "without --blobs");
  }

  @Test
  void takesABucketAfterAStartThatKeptNoBlob() {
    TestHub.start(made).close();

    TestHub.start(made, it -> it.with(bucket(S3Server.BUCKET, "unused/", Reads.STREAMED))).close();
  }

  private static BlobPlace bucket(String name, String prefix, Reads reads) {
    return new BlobPlace.Bucket(
        new S3Settings(
            new S3Location(name, prefix),
            Optional.of(server.endpoint()),
            Optional.empty(),
            true,
            reads));
  }

  private static void pushImage(TestHub hub) throws Exception {
    push(hub, CONFIG);
    push(hub, LAYER);
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}
        """
            .formatted(digest(CONFIG), CONFIG.length(), digest(LAYER), LAYER.length());
    HttpRequest.Builder put =
        HttpRequest.newBuilder(hub.uri("/v2/app/web/manifests/v1"))
            .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
            .PUT(BodyPublishers.ofString(manifest));
    assertThat(send(hub, put).statusCode()).isEqualTo(201);
  }

  private static void push(TestHub hub, String content) throws Exception {
    HttpRequest.Builder start =
        HttpRequest.newBuilder(hub.uri("/v2/app/web/blobs/uploads/")).POST(BodyPublishers.noBody());
    String session = send(hub, start).headers().firstValue("Location").orElseThrow();
    HttpRequest.Builder append =
        HttpRequest.newBuilder(hub.uri(session)).method("PATCH", BodyPublishers.ofString(content));
    assertThat(send(hub, append).statusCode()).isEqualTo(202);
    HttpRequest.Builder finish =
        HttpRequest.newBuilder(hub.uri(session + "?digest=" + digest(content)))
            .PUT(BodyPublishers.noBody());
    assertThat(send(hub, finish).statusCode()).isEqualTo(201);
  }

  private static HttpResponse<String> pull(TestHub hub, String content) throws Exception {
    return send(hub, HttpRequest.newBuilder(hub.uri(path(content))));
  }

  private static HttpResponse<String> head(TestHub hub, String content) throws Exception {
    return send(hub, HttpRequest.newBuilder(hub.uri(path(content))).HEAD());
  }

  private static String follow(HttpResponse<String> redirect) throws Exception {
    URI location = URI.create(redirect.headers().firstValue("Location").orElseThrow());
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(location).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static HttpResponse<String> send(TestHub hub, HttpRequest.Builder request)
      throws Exception {
    return hub.send(request, "admin", hub.context.clientSecret());
  }

  private static String path(String content) {
    return "/v2/app/web/blobs/" + digest(content);
  }

  private static Digest digest(String content) {
    return Digest.ofBytes(content.getBytes(StandardCharsets.UTF_8));
  }
}
