package io.outport.oci.client;

import static io.outport.oci.client.ScriptedRegistry.APP;
import static io.outport.oci.client.ScriptedRegistry.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawHttpServer.Request;
import io.outport.testkit.RawReply;
import io.outport.testkit.TestIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UploadTest {
  private static final byte[] SMALL = ScriptedRegistry.content(1000);
  private static final byte[] LARGE =
      ScriptedRegistry.content(UploadEndpoint.MAX_MONOLITHIC_BYTES + 1_000_000);

  @Test
  void pushesASmallBlobInOnePut() throws IOException {
    UploadScript script = new UploadScript();
    try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
      registry.anonymous().pushBlob(APP, ScriptedRegistry.blob(SMALL), BlobSource.of(SMALL));

      assertThat(script.stored()).isEqualTo(SMALL);
      assertThat(script.methods).containsExactly("POST", "PUT");
      assertThat(registry.requests().getLast().target())
          .isEqualTo("/session/0?state=a&digest=" + Digest.ofBytes(SMALL));
    }
  }

  @Test
  void pushesAnEmptyBlob() throws IOException {
    UploadScript script = new UploadScript();
    byte[] empty = new byte[0];
    try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
      registry.anonymous().pushBlob(APP, ScriptedRegistry.blob(empty), BlobSource.of(empty));

      assertThat(script.stored()).isEmpty();
      assertThat(script.methods).containsExactly("POST", "PUT");
    }
  }

  @Test
  void pushesALargeBlobInAPatch() throws IOException {
    UploadScript script = new UploadScript();
    try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
      registry.anonymous().pushBlob(APP, ScriptedRegistry.blob(LARGE), BlobSource.of(LARGE));

      assertThat(script.stored()).isEqualTo(LARGE);
      assertThat(script.methods).containsExactly("POST", "PATCH", "PUT");
      assertThat(registry.server.requests("PATCH", "/session/").getFirst().header("content-range"))
          .contains("0-" + (LARGE.length - 1));
    }
  }

  @Test
  void resumesWhereTheRegistryStands() throws IOException {
    UploadScript script = new UploadScript();
    script.keepOfNextPatch = 600_000;
    try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
      registry.anonymous().pushBlob(APP, ScriptedRegistry.blob(LARGE), BlobSource.of(LARGE));

      assertThat(script.stored()).isEqualTo(LARGE);
      assertThat(script.methods).containsExactly("POST", "PATCH", "GET", "PATCH", "PUT");
      assertThat(registry.server.requests("PATCH", "/session/").getLast().header("content-range"))
          .contains("600000-" + (LARGE.length - 1));
    }
  }

  @Test
  void startsAgainWhenTheSessionIsGone() throws IOException {
    UploadScript script = new UploadScript();
    script.keepOfNextPatch = 600_000;
    script.forgetSession = true;
    try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
      registry.anonymous().pushBlob(APP, ScriptedRegistry.blob(LARGE), BlobSource.of(LARGE));

      assertThat(script.stored()).isEqualTo(LARGE);
      assertThat(script.methods)
          .containsExactly("POST", "PATCH", "GET", "HEAD", "POST", "PATCH", "PUT");
    }
  }

  @Test
  void isDoneWhenOnlyTheLastAnswerWasLost() throws IOException {
    UploadScript script = new UploadScript();
    script.loseNextPutAnswer = true;
    try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
      registry.anonymous().pushBlob(APP, ScriptedRegistry.blob(SMALL), BlobSource.of(SMALL));

      assertThat(script.stored()).isEqualTo(SMALL);
      assertThat(script.methods).containsExactly("POST", "PUT", "HEAD");
    }
  }

  @Test
  void asksAgainWhenTheRegistryStandsElsewhere() throws IOException {
    UploadScript script = new UploadScript();
    script.refuseNextPatch = true;
    try (ScriptedRegistry registry = ScriptedRegistry.start(script)) {
      registry.anonymous().pushBlob(APP, ScriptedRegistry.blob(LARGE), BlobSource.of(LARGE));

      assertThat(script.stored()).isEqualTo(LARGE);
      assertThat(script.methods).containsExactly("POST", "PATCH", "GET", "PATCH", "PUT");
    }
  }

  @Test
  void triesAgainToOpenASession() throws IOException {
    UploadScript script = new UploadScript();
    AtomicInteger posts = new AtomicInteger();
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                request.method().equals("POST") && posts.getAndIncrement() == 0
                    ? RawReply.status(503)
                    : script.answer(request))) {
      registry.anonymous().pushBlob(APP, ScriptedRegistry.blob(SMALL), BlobSource.of(SMALL));

      assertThat(script.stored()).isEqualTo(SMALL);
      assertThat(script.methods).containsExactly("POST", "PUT");
    }
  }

  @Test
  void givesUpOnAnUploadThatNeverGetsFurther() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                switch (request.method()) {
                  case "POST" -> RawReply.status(202).header("Location", "/session/1");
                  case "HEAD" -> RawReply.status(404);
                  default -> RawReply.status(500);
                })) {
      RegistryClient client = registry.anonymous();

      assertThatThrownBy(
              () -> client.pushBlob(APP, ScriptedRegistry.blob(SMALL), BlobSource.of(SMALL)))
          .hasMessageContaining("cannot finish upload of blob app/web@sha256:");

      assertThat(registry.server.requests("PUT", "/session/1")).hasSize(QUICK.maxAttempts());
    }
  }

  @Test
  void saysWhenTheSourceIsShorterThanItsDescriptor() throws IOException {
    Descriptor blob = ScriptedRegistry.blob(SMALL);
    try (ScriptedRegistry registry = ScriptedRegistry.start(new UploadScript())) {
      RegistryClient client = registry.client(QUICK.withMaxAttempts(1));

      assertThatThrownBy(() -> client.pushBlob(APP, blob, BlobSource.of(Arrays.copyOf(SMALL, 10))))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot finish upload of blob app/web@sha256:")
          .hasStackTraceContaining("990 bytes shorter than said");
    }
  }

  @Test
  void saysWhenTheSourceCannotBeRead() throws IOException {
    Descriptor blob = ScriptedRegistry.blob(SMALL);
    BlobSource gone =
        offset -> {
          throw new IOException("no such file");
        };
    try (ScriptedRegistry registry = ScriptedRegistry.start(new UploadScript())) {
      RegistryClient client = registry.anonymous();

      assertThatThrownBy(() -> client.pushBlob(APP, blob, gone))
          .isInstanceOf(UncheckedIOException.class)
          .hasStackTraceContaining("cannot read the blob to push: no such file");
    }
  }

  @Test
  void refusesASessionThatLeavesHttps() throws IOException {
    TestIdentity identity = TestIdentity.forLoopback();
    try (RawHttpServer secure =
            RawHttpServer.startTls(
                identity.serverContext(),
                request -> RawReply.status(202).header("Location", "http://127.0.0.1:9/x"));
        RegistryClient client =
            RegistryClient.create(
                RegistryEndpoint.of(secure.uri()).withTls(identity.clientContext()), QUICK)) {

      assertThatThrownBy(
              () -> client.pushBlob(APP, ScriptedRegistry.blob(SMALL), BlobSource.of(SMALL)))
          .hasMessageContaining("from https to http://");
    }
  }

  @Test
  void mountsABlob() throws IOException {
    Digest digest = Digest.ofBytes(SMALL);
    try (ScriptedRegistry registry = ScriptedRegistry.start(request -> RawReply.status(201))) {
      assertThat(registry.anonymous().mountBlob(APP, digest, new RepositoryName("base"))).isTrue();

      assertThat(registry.requests().getFirst().target())
          .isEqualTo("/v2/app/web/blobs/uploads/?mount=%s&from=base".formatted(digest));
    }
  }

  @Test
  void cancelsTheSessionThatAFailedMountLeaves() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                request.method().equals("POST")
                    ? RawReply.status(202).header("Location", "/session/9")
                    : RawReply.status(204))) {
      assertThat(
              registry
                  .anonymous()
                  .mountBlob(APP, Digest.ofBytes(SMALL), new RepositoryName("base")))
          .isFalse();

      assertThat(registry.server.requests("DELETE", "/session/9")).hasSize(1);
    }
  }

  /** A registry with one upload session at a time, which fails where it is told to. */
  private static final class UploadScript implements RawHttpServer.Script {
    final List<String> methods = new CopyOnWriteArrayList<>();
    volatile int keepOfNextPatch = -1;
    volatile boolean refuseNextPatch;
    volatile boolean forgetSession;
    volatile boolean loseNextPutAnswer;
    private final ByteArrayOutputStream session = new ByteArrayOutputStream();
    private volatile byte[] blob = new byte[0];
    private volatile boolean complete;

    byte[] stored() {
      assertThat(complete).isTrue();
      return blob;
    }

    @Override
    public RawReply answer(Request request) {
      methods.add(request.method());
      return switch (request.method()) {
        case "POST" -> {
          session.reset();
          yield at(202);
        }
        case "PATCH" -> patch(request);
        case "PUT" -> put(request);
        case "GET" ->
            forgetSession
                ? RawReply.status(404)
                : at(204).header("Range", "0-" + (session.size() - 1));
        case "HEAD" -> RawReply.status(complete ? 200 : 404);
        default -> RawReply.status(405);
      };
    }

    private RawReply patch(Request request) {
      boolean refuse = refuseNextPatch;
      refuseNextPatch = false;
      if (refuse || !request.header("content-range").orElse("").startsWith(session.size() + "-")) {
        return RawReply.status(416);
      }
      int kept = keepOfNextPatch < 0 ? request.body().length : keepOfNextPatch;
      session.write(request.body(), 0, kept);
      boolean cut = keepOfNextPatch >= 0;
      keepOfNextPatch = -1;
      return cut ? RawReply.hangUp() : at(202);
    }

    private RawReply put(Request request) {
      session.writeBytes(request.body());
      blob = session.toByteArray();
      if (!request.target().endsWith("digest=" + Digest.ofBytes(blob))) {
        return RawReply.status(400);
      }
      complete = true;
      boolean lost = loseNextPutAnswer;
      loseNextPutAnswer = false;
      return lost ? RawReply.hangUp() : RawReply.status(201);
    }

    private RawReply at(int status) {
      return RawReply.status(status).header("Location", "/session/" + session.size() + "?state=a");
    }
  }
}
