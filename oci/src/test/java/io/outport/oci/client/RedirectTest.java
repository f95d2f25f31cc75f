package io.outport.oci.client;

import static io.outport.oci.client.ScriptedRegistry.APP;
import static io.outport.oci.client.ScriptedRegistry.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Descriptor;
import io.outport.testkit.RawHttpServer;
import io.outport.testkit.RawReply;
import io.outport.testkit.TestIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class RedirectTest {
  private static final byte[] CONTENT = ScriptedRegistry.content(100_000);
  private static final Descriptor BLOB = ScriptedRegistry.blob(CONTENT);

  @Test
  void dropsAuthorizationAcrossOrigins() throws IOException {
    try (RawHttpServer storage =
            RawHttpServer.start(request -> RawReply.status(200).body(CONTENT));
        ScriptedRegistry registry = ScriptedRegistry.start(basicThen(storage.uri() + "/signed"))) {

      try (BlobStream stream = registry.client().openBlob(APP, BLOB, 0)) {
        assertThat(ScriptedRegistry.drain(stream)).isEqualTo(CONTENT);
      }

      assertThat(storage.requests()).hasSize(1);
      assertThat(storage.requests().getFirst().headers()).doesNotContainKey("authorization");
    }
  }

  @Test
  void keepsAuthorizationWithinTheOrigin() throws IOException {
    RawHttpServer.Script start = basicThen("/elsewhere");
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                request.path().equals("/elsewhere")
                    ? RawReply.status(200).body(CONTENT)
                    : start.answer(request))) {

      try (BlobStream stream = registry.client().openBlob(APP, BLOB, 0)) {
        assertThat(ScriptedRegistry.drain(stream)).isEqualTo(CONTENT);
      }

      assertThat(registry.requests().getLast().headers()).containsKey("authorization");
    }
  }

  @Test
  void doesNotShowAuthorizationAgainAfterAForeignHop() throws IOException {
    List<String> back = new CopyOnWriteArrayList<>();
    try (RawHttpServer foreign =
        RawHttpServer.start(request -> RawReply.status(302).header("Location", back.getFirst()))) {
      RawHttpServer.Script start = basicThen(foreign.uri() + "/hop");
      try (ScriptedRegistry registry =
          ScriptedRegistry.start(
              request ->
                  request.path().equals("/back")
                      ? RawReply.status(200).body(CONTENT)
                      : start.answer(request))) {
        back.add(registry.server.uri() + "/back");

        registry.client().openBlob(APP, BLOB, 0).close();

        assertThat(registry.server.requests("GET", "/back").getFirst().headers())
            .doesNotContainKey("authorization");
      }
    }
  }

  @Test
  void doesNotAnswerAChallengeOfAForeignHost() throws IOException {
    try (RawHttpServer storage =
            RawHttpServer.start(
                request -> RawReply.status(401).header("WWW-Authenticate", "Basic realm=\"x\""));
        ScriptedRegistry registry =
            ScriptedRegistry.start(
                request -> RawReply.status(307).header("Location", storage.uri() + "/signed"))) {
      RegistryClient client = registry.client();

      assertThatThrownBy(() -> client.openBlob(APP, BLOB, 0)).isInstanceOf(RegistryException.class);

      assertThat(storage.requests()).hasSize(1);
      assertThat(registry.requests()).hasSize(1);
    }
  }

  @Test
  void goesBackToTheRegistryAfterABrokenBody() throws IOException {
    try (RawHttpServer storage =
            RawHttpServer.start(request -> RawReply.status(200).body(CONTENT).cutAfter(60_000));
        ScriptedRegistry registry =
            ScriptedRegistry.start(
                request -> RawReply.status(307).header("Location", storage.uri() + "/signed"))) {
      RegistryClient client = registry.anonymous();
      for (int round = 0; round < 2; round++) {
        try (BlobStream stream = client.openBlob(APP, BLOB, 0)) {
          assertThatThrownBy(() -> ScriptedRegistry.drain(stream))
              .isInstanceOf(RegistryException.class);
        }
      }

      assertThat(registry.requests()).hasSize(2);
      assertThat(storage.requests()).hasSize(2);
    }
  }

  @Test
  void keepsTheRangeOnItsWay() throws IOException {
    try (RawHttpServer storage =
            RawHttpServer.start(
                request ->
                    RawReply.status(206)
                        .header("Content-Range", "bytes 99998-99999/100000")
                        .body(new byte[] {CONTENT[99_998], CONTENT[99_999]}));
        ScriptedRegistry registry =
            ScriptedRegistry.start(
                request -> RawReply.status(307).header("Location", storage.uri() + "/signed"))) {

      try (BlobStream stream = registry.anonymous().openBlob(APP, BLOB, 99_998)) {
        assertThat(stream.offset()).isEqualTo(99_998);
        assertThat(stream.read(ByteBuffer.allocate(10))).isPositive();
      }

      assertThat(storage.requests().getFirst().header("range")).contains("bytes=99998-");
    }
  }

  @Test
  void stopsAfterFiveRedirects() throws IOException {
    try (ScriptedRegistry registry =
        ScriptedRegistry.start(
            request ->
                RawReply.status(307).header("Location", "/again?" + request.target().length()))) {

      assertThatThrownBy(() -> registry.anonymous().openBlob(APP, BLOB, 0))
          .hasMessageContaining("redirected more than 5 times");

      assertThat(registry.requests()).hasSize(6);
    }
  }

  @Test
  void neverLeavesHttps() throws IOException {
    TestIdentity identity = TestIdentity.forLoopback();
    try (RawHttpServer plain = RawHttpServer.start(request -> RawReply.status(200).body(CONTENT));
        RawHttpServer secure =
            RawHttpServer.startTls(
                identity.serverContext(),
                request -> RawReply.status(307).header("Location", plain.uri() + "/x"));
        RegistryClient client =
            RegistryClient.create(
                RegistryEndpoint.of(secure.uri()).withTls(identity.clientContext()), QUICK)) {

      assertThatThrownBy(() -> client.openBlob(APP, BLOB, 0))
          .hasMessageContaining("from https to http://");

      assertThat(plain.requests()).isEmpty();
    }
  }

  @Test
  void refusesARedirectToNoWebAddress() throws IOException {
    for (String target : new String[] {"file:///etc/passwd", "http://u:p@127.0.0.1/", "::"}) {
      try (ScriptedRegistry registry =
          ScriptedRegistry.start(request -> RawReply.status(307).header("Location", target))) {
        assertThatThrownBy(() -> registry.anonymous().openBlob(APP, BLOB, 0))
            .as(target)
            .isInstanceOf(RegistryException.class);
        assertThat(registry.requests()).hasSize(1);
      }
    }
  }

  private static RawHttpServer.Script basicThen(String location) {
    return request ->
        request.header("authorization").isPresent()
            ? RawReply.status(307).header("Location", location)
            : RawReply.status(401).header("WWW-Authenticate", "Basic realm=\"hub\"");
  }
}
