package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.registry.auth.Account;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is answered from memory is never older, nor open to more people, than what is stored. */
final class HotReadsTest {
  private static final String REPOSITORY = "app/web";
  private static final String TARGET = "/v2/app/web/manifests/v1";
  private static final String CATALOG_SCOPE = "registry:catalog:*";
  private static final byte[] CONFIG = Samples.bytes(100);

  private TestRegistry registry;
  private Client admin;
  private String token;
  private Client reader;

  @BeforeEach
  void start() {
    registry =
        TestRegistry.start(
            RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE));
    admin = Client.of(registry);
    push("one", "v1");
    registry.accounts.put(account("site", "app/*"), "site-password");
    token = token("site", "site-password", REPOSITORY);
    reader = Client.withToken(registry, token);
  }

  @AfterEach
  void stop() {
    admin.close();
    reader.close();
    registry.close();
  }

  @Test
  void answersTheSameAsTheFirstTime() {
    var cold = reader.get(TARGET);
    for (int i = 0; i < 500; i++) {
      var hot = reader.get(TARGET);
      assertThat(hot.statusCode()).isEqualTo(200);
      assertThat(hot.body()).isEqualTo(cold.body());
      assertThat(hot.headers().map()).isEqualTo(cold.headers().map());
    }
    var head = reader.head(TARGET);
    assertThat(head.headers().map()).isEqualTo(cold.headers().map());
    assertThat(head.body()).isEmpty();
  }

  @Test
  void answersWhileNoThreadIsFree() throws IOException {
    registry.close();
    var limits = RegistrySettings.Limits.DEFAULT.withMaxConcurrentRequests(1);
    registry =
        TestRegistry.start(
            RegistrySettings.of(TestRegistry.SERVICE, RegistrySettings.Access.READ_WRITE)
                .with(limits)
                .withAnonymousPull());
    try (Client pusher = Client.of(registry);
        Client anonymous = Client.anonymous(registry);
        RawSocket slow = RawSocket.open(registry.port())) {
      pusher.pushBlob(REPOSITORY, CONFIG);
      pusher.pushManifest(REPOSITORY, "v1", manifest("one"));
      pusher.pushManifest(REPOSITORY, "v2", manifest("two"));
      await().until(() -> anonymous.get(TARGET).statusCode() == 200);
      slow.send(
          "PUT /v2/app/web/manifests/v3 HTTP/1.1\r\nHost: x\r\nAuthorization: "
              + Client.basic("admin", "admin-password")
              + "\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n");
      assertThat(slow.readHead()).contains("100 Continue");

      assertThat(anonymous.get("/v2/app/web/manifests/v2").statusCode()).isEqualTo(429);
      assertThat(anonymous.get(TARGET).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void showsAMovedTagAtOnce() {
    for (int i = 0; i < 50; i++) {
      String json = push("version " + i, "v1");
      assertThat(Client.text(reader.get(TARGET))).isEqualTo(json);
      assertThat(Client.text(reader.get(TARGET))).isEqualTo(json);
    }
  }

  @Test
  void forgetsWhatWasDeleted() {
    Digest digest = Digest.ofBytes(reader.get(TARGET).body());
    String byDigest = "/v2/app/web/manifests/" + digest;
    assertThat(reader.get(byDigest).statusCode()).isEqualTo(200);

    admin.delete(TARGET);
    assertThat(reader.get(TARGET).statusCode()).isEqualTo(404);
    assertThat(reader.get(byDigest).statusCode()).isEqualTo(200);

    admin.delete(byDigest);
    assertThat(reader.get(byDigest).statusCode()).isEqualTo(404);
  }

  @Test
  void forgetsABlobThatLeftTheRepository() {
    String target = "/v2/app/web/blobs/" + Digest.ofBytes(CONFIG);
    assertThat(reader.get(target).body()).isEqualTo(CONFIG);
    assertThat(reader.get(target).body()).isEqualTo(CONFIG);

    registry.content.metadata().unlinkBlob(new RepositoryName(REPOSITORY), Digest.ofBytes(CONFIG));

    assertThat(reader.get(target).statusCode()).isEqualTo(404);
  }

  @Test
  void showsANewReferrerAtOnce() {
    String subject = push("subject", "v1");
    String target = "/v2/app/web/referrers/" + Digest.ofBytes(Samples.utf8(subject));
    for (int i = 0; i < 5; i++) {
      assertThat(referrers(target)).isEqualTo(i);
      assertThat(referrers(target)).isEqualTo(i);
      String artifact = Samples.artifact("application/vnd.example." + i, CONFIG, subject);
      admin.pushManifest(REPOSITORY, Digest.ofBytes(Samples.utf8(artifact)).toString(), artifact);
    }
    assertThat(referrers(target)).isEqualTo(5);
  }

  /** What is kept of a GET must not answer a method that the route does not have. */
  @Test
  void refusesHeadOfReferrersBeforeAndAfterTheyAreKnown() {
    String target = "/v2/app/web/referrers/" + Digest.ofBytes(reader.get(TARGET).body());
    assertThat(reader.head(target).statusCode()).isEqualTo(405);
    assertThat(referrers(target)).isZero();

    assertThat(reader.head(target).statusCode()).isEqualTo(405);
  }

  @Test
  void showsANewTagAtOnce() {
    String list = "/v2/app/web/tags/list";
    for (int i = 0; i < 5; i++) {
      assertThat(Client.text(reader.get(list))).doesNotContain("\"new" + i + '"');
      push("new", "new" + i);
      assertThat(Client.text(reader.get(list))).contains("\"new" + i + '"');
    }
    admin.delete("/v2/app/web/manifests/new3");
    assertThat(Client.text(reader.get(list))).contains("new2").doesNotContain("new3");
    assertThat(reader.head(list).statusCode()).isEqualTo(405);
  }

  @Test
  void showsANewRepositoryAtOnce() {
    String catalog = "/v2/_catalog?n=100";
    String catalogToken = tokenFor("admin", "admin-password", CATALOG_SCOPE);
    try (Client client = Client.withToken(registry, catalogToken)) {
      for (int i = 0; i < 5; i++) {
        assertThat(Client.text(client.get(catalog))).doesNotContain("new" + i);
        admin.pushBlob("new" + i, CONFIG);
        admin.pushManifest("new" + i, "v1", manifest("one"));
        assertThat(Client.text(client.get(catalog))).contains("new" + i);
      }
    }
  }

  @Test
  void showsEachAccountItsOwnRepositories() {
    admin.pushBlob("secret/plans", CONFIG);
    admin.pushManifest("secret/plans", "v1", manifest("one"));
    String catalog = "/v2/_catalog";
    try (Client all =
            Client.withToken(registry, tokenFor("admin", "admin-password", CATALOG_SCOPE));
        Client some =
            Client.withToken(registry, tokenFor("site", "site-password", CATALOG_SCOPE))) {
      for (int i = 0; i < 3; i++) {
        assertThat(Client.text(all.get(catalog))).contains("app/web", "secret/plans");
        assertThat(Client.text(some.get(catalog))).contains("app/web").doesNotContain("secret");
        assertThat(reader.get(catalog).statusCode()).isEqualTo(401);
      }
      registry.accounts.put(account("admin", "app/*"), "admin-password");
      assertThat(Client.text(all.get(catalog))).contains("app/web").doesNotContain("secret");
    }
  }

  /** Whoever may see tags is not thereby one who may pull, nor the other way round. */
  @Test
  void asksForTheRightOfEachKindOfAnswer() {
    reader.get(TARGET);
    reader.get("/v2/app/web/tags/list");
    Account looker =
        new Account(
            "looker",
            List.of(
                new ScopeRule(RepositoryPattern.EVERY, Set.of(RepositoryAction.METADATA_READ))));
    registry.accounts.put(looker, "looker-password");
    String looks = tokenFor("looker", "looker-password", "repository:app/web:metadata_read");
    try (Client client = Client.withToken(registry, looks)) {
      assertThat(client.get("/v2/app/web/tags/list").statusCode()).isEqualTo(200);
      assertThat(client.get(TARGET).statusCode()).isEqualTo(401);
    }
  }

  private int referrers(String target) {
    var answer = reader.get(target);
    assertThat(answer.statusCode()).isEqualTo(200);
    return Client.text(answer).split("artifactType", -1).length - 1;
  }

  @Test
  void asksForEachRequestWhoMayRead() {
    reader.get(TARGET);
    registry.accounts.put(account("stranger", "other/*"), "stranger-password");
    String strange = token("stranger", "stranger-password", "other/web");
    try (Client stranger = Client.withToken(registry, strange);
        Client anonymous = Client.anonymous(registry);
        Client forger = Client.withToken(registry, token + "x")) {
      assertThat(stranger.get(TARGET).statusCode()).isEqualTo(401);
      assertThat(anonymous.get(TARGET).statusCode()).isEqualTo(401);
      assertThat(forger.get(TARGET).statusCode()).isEqualTo(401);
    }
    registry.accounts.remove("site");
    assertThat(reader.get(TARGET).statusCode()).isEqualTo(401);
  }

  @Test
  void leavesTheRestToTheServer() {
    var answer = reader.get(TARGET);
    String tag = Client.header(answer, "ETag");
    String blob = "/v2/app/web/blobs/" + Digest.ofBytes(CONFIG);
    reader.get(blob);

    assertThat(reader.get(TARGET, "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(reader.get(blob, "Range", "bytes=1-2").statusCode()).isEqualTo(206);
    assertThat(reader.get(blob).body()).isEqualTo(CONFIG);
  }

  @Test
  void keepsTheOrderOfPipelinedRequests() throws IOException {
    reader.get(TARGET);
    String hot = request(TARGET);
    String cold = request("/v2/");
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      all.append(hot).append(cold).append(hot);
    }
    try (RawSocket socket = RawSocket.open(registry.port())) {
      socket.send(all.toString());
      for (int i = 0; i < 40; i++) {
        assertThat(readAnswer(socket)).contains("schemaVersion");
        assertThat(readAnswer(socket)).contains("{}");
        assertThat(readAnswer(socket)).contains("schemaVersion");
      }
    }
  }

  /** The conversation is as long as a busy client's: nothing in between may lose count. */
  @Test
  void servesOneConnectionForLong() throws IOException {
    reader.get(TARGET);
    try (RawSocket socket = RawSocket.open(registry.port())) {
      for (int i = 0; i < 2_000; i++) {
        socket.send(request(i % 100 == 99 ? "/v2/" : TARGET));
        assertThat(readAnswer(socket)).contains(i % 100 == 99 ? "{}" : "schemaVersion");
      }
    }
  }

  /** A reader that began before a push and ends after it must not leave the old answer behind. */
  @Test
  void neverGoesBackUnderLoad() throws Exception {
    AtomicInteger pushed = new AtomicInteger();
    push("0", "v1");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> readers = List.of(() -> follow(pushed), () -> follow(pushed));
      List<Future<Integer>> running = readers.stream().map(threads::submit).toList();
      for (int i = 1; i <= 200; i++) {
        push(Integer.toString(i), "v1");
        pushed.set(i);
      }
      for (Future<Integer> each : running) {
        assertThat(each.get()).isEqualTo(200);
      }
    }
  }

  /** Reads until the last version comes; fails on one older than what was acknowledged. */
  private int follow(AtomicInteger pushed) {
    try (Client client = Client.withToken(registry, token)) {
      int seen = 0;
      while (seen < 200) {
        int acknowledged = pushed.get();
        String text = Client.text(client.get(TARGET));
        seen = Integer.parseInt(text.replaceAll(".*\"note\":\"(\\d+)\".*", "$1"));
        assertThat(seen).isGreaterThanOrEqualTo(acknowledged);
      }
      return seen;
    }
  }

  private String push(String note, String tag) {
    admin.pushBlob(REPOSITORY, CONFIG);
    String json = manifest(note);
    HttpResponse<byte[]> answer = admin.pushManifest(REPOSITORY, tag, json);
    assertThat(answer.statusCode()).isEqualTo(201);
    return json;
  }

  private static String manifest(String note) {
    String plain = Samples.manifest(CONFIG);
    return plain.substring(0, plain.length() - 1)
        + ",\"annotations\":{\"note\":\"%s\"}}".formatted(note);
  }

  private static Account account(String name, String pattern) {
    return new Account(
        name,
        List.of(
            new ScopeRule(new RepositoryPattern(pattern), Set.of(RepositoryAction.CONTENT_READ))));
  }

  private String token(String name, String password, String repository) {
    return tokenFor(name, password, "repository:%s:pull".formatted(repository));
  }

  private String tokenFor(String name, String password, String scope) {
    try (Client client = Client.of(registry, name, password)) {
      String answer =
          Client.text(
              client.get(
                  "/oauth2/token?service=%s&scope=%s".formatted(TestRegistry.SERVICE, scope)));
      return answer.replaceAll("(?s).*\"token\"\\s*:\\s*\"([^\"]+)\".*", "$1");
    }
  }

  private String request(String target) {
    return "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
        .formatted(target, token);
  }

  private static String readAnswer(RawSocket socket) throws IOException {
    String head = socket.readHead();
    int length = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
    return head + new String(socket.readBytes(length), StandardCharsets.UTF_8);
  }
}
