package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.registry.auth.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists of tags, repositories and referrers. */
final class DiscoveryTest {
  private static final byte[] CONFIG = Samples.utf8("{}");
  private static final String JSON = Samples.manifest(CONFIG);

  private TestRegistry registry;
  private Client client;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
    client = Client.of(registry);
    client.pushBlob("app/web", CONFIG);
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void listsTagsSorted() {
    tag("b", "a", "C", "10", "9");

    var answer = client.get("/v2/app/web/tags/list");

    assertThat(Client.text(answer))
        .isEqualTo("{\"name\":\"app/web\",\"tags\":[\"10\",\"9\",\"C\",\"a\",\"b\"]}");
    assertThat(Client.header(answer, "Content-Type")).isEqualTo("application/json");
    assertThat(Client.header(answer, "Link")).isEmpty();
  }

  @Test
  void followingLinksVisitsEachTagOnce() {
    tag(IntStream.range(10, 33).mapToObj(i -> "t" + i).toArray(String[]::new));

    List<String> seen = new ArrayList<>();
    String next = "/v2/app/web/tags/list?n=5";
    while (!next.isEmpty()) {
      var answer = client.get(next);
      List<String> page = texts(answer.body(), "tags");
      assertThat(page).hasSizeLessThanOrEqualTo(5);
      seen.addAll(page);
      next = nextPath(Client.header(answer, "Link"));
    }

    assertThat(seen).hasSize(23).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void listsTagsAfterTheLastOne() {
    tag("a", "b", "c");

    assertThat(texts(client.get("/v2/app/web/tags/list?last=a").body(), "tags"))
        .containsExactly("b", "c");
    assertThat(texts(client.get("/v2/app/web/tags/list?last=zz").body(), "tags")).isEmpty();
    // The last tag need not exist.
    assertThat(texts(client.get("/v2/app/web/tags/list?last=aa&n=1").body(), "tags"))
        .containsExactly("b");
  }

  @Test
  void zeroTagsAskedForIsAnEmptyListWithoutLink() {
    tag("a", "b");

    var answer = client.get("/v2/app/web/tags/list?n=0");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(texts(answer.body(), "tags")).isEmpty();
    assertThat(Client.header(answer, "Link")).isEmpty();
  }

  @Test
  void fullLastPageHasNoLink() {
    tag("a", "b");

    assertThat(Client.header(client.get("/v2/app/web/tags/list?n=2"), "Link")).isEmpty();
    assertThat(Client.header(client.get("/v2/app/web/tags/list?n=1"), "Link"))
        .isEqualTo("</v2/app/web/tags/list?last=a&n=1>; rel=\"next\"");
  }

  @Test
  void refusesPageSizeThatIsNoNumber() {
    for (String n : new String[] {"-1", "x", "1.5", ""}) {
      assertThat(client.get("/v2/app/web/tags/list?n=" + n).statusCode()).as(n).isEqualTo(400);
    }
    assertThat(client.get("/v2/app/web/tags/list?n=99999999999").statusCode()).isEqualTo(200);
  }

  @Test
  void tagsOfUnknownRepositoryAreNotFound() {
    var answer = client.get("/v2/app/absent/tags/list");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Client.text(answer)).contains("NAME_UNKNOWN");
  }

  @Test
  void repositoryNamesMayHoldTheWordsOfThePaths() {
    String repository = "manifests/blobs/tags/list/uploads";
    client.pushBlob(repository, CONFIG);

    assertThat(client.pushManifest(repository, "list", JSON).statusCode()).isEqualTo(201);

    assertThat(client.get("/v2/" + repository + "/manifests/list").statusCode()).isEqualTo(200);
    assertThat(texts(client.get("/v2/" + repository + "/tags/list").body(), "tags"))
        .containsExactly("list");
    assertThat(client.head("/v2/" + repository + "/blobs/" + Digest.ofBytes(CONFIG)).statusCode())
        .isEqualTo(200);
    assertThat(client.startUpload(repository)).startsWith("/v2/" + repository + "/blobs/uploads/");
  }

  @Test
  void longestNameWorksAndLongerIsRefused() {
    String longest = "a/" + "b".repeat(253);
    client.pushBlob(longest, CONFIG);

    assertThat(client.pushManifest(longest, "v1", JSON).statusCode()).isEqualTo(201);
    assertThat(client.get("/v2/" + longest + "b/manifests/v1").statusCode()).isEqualTo(400);
  }

  @Test
  void catalogShowsOnlyWhatTheAccountMaySee() {
    for (String name : new String[] {"app/api", "app/web", "lib/base", "secret/keys"}) {
      client.pushBlob(name, CONFIG);
    }
    registry.accounts.put(
        new Account(
            "reader",
            List.of(
                rule("app/*", RepositoryAction.CONTENT_READ),
                rule("lib/base", RepositoryAction.METADATA_READ),
                rule("secret/keys", RepositoryAction.CONTENT_WRITE))),
        "reader-password");

    try (Client reader = Client.of(registry, "reader", "reader-password")) {
      assertThat(texts(reader.get("/v2/_catalog").body(), "repositories"))
          .containsExactly("app/api", "app/web", "lib/base");
      var first = reader.get("/v2/_catalog?n=2");
      assertThat(texts(first.body(), "repositories")).containsExactly("app/api", "app/web");
      assertThat(texts(reader.get(nextPath(Client.header(first, "Link"))).body(), "repositories"))
          .containsExactly("lib/base");
      assertThat(texts(reader.get("/v2/_catalog?n=0").body(), "repositories")).isEmpty();
    }
  }

  @Test
  void referrersOfUnknownSubjectAreAnEmptyIndex() {
    var answer =
        client.get("/v2/app/web/referrers/" + Digest.ofBytes(Samples.utf8("never pushed")));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Client.header(answer, "Content-Type")).isEqualTo(MediaType.OCI_INDEX);
    JsonNode index = JsonMapper.shared().readTree(answer.body());
    assertThat(index.path("schemaVersion").asInt()).isEqualTo(2);
    assertThat(index.path("mediaType").asString()).isEqualTo(MediaType.OCI_INDEX);
    assertThat(index.path("manifests").isArray()).isTrue();
    assertThat(index.path("manifests").size()).isZero();
  }

  @Test
  void listsReferrersWithTypeAndAnnotationsAndFilters() {
    client.pushManifest("app/web", "v1", JSON);
    client.pushManifest("app/web", "sig", Samples.artifact("application/x.sig", CONFIG, JSON));
    client.pushManifest("app/web", "bom", Samples.artifact("application/x.bom", CONFIG, JSON));
    String path = "/v2/app/web/referrers/" + Digest.ofBytes(Samples.utf8(JSON));

    var all = client.get(path);
    var filtered = client.get(path + "?artifactType=application%2Fx.sig");

    assertThat(JsonMapper.shared().readTree(all.body()).path("manifests").size()).isEqualTo(2);
    assertThat(Client.header(all, "OCI-Filters-Applied")).isEmpty();
    assertThat(Client.header(filtered, "OCI-Filters-Applied")).isEqualTo("artifactType");
    JsonNode manifests = JsonMapper.shared().readTree(filtered.body()).path("manifests");
    assertThat(manifests.size()).isEqualTo(1);
    assertThat(manifests.get(0).path("artifactType").asString()).isEqualTo("application/x.sig");
    assertThat(manifests.get(0).path("annotations").path("note").asString())
        .isEqualTo("application/x.sig");
  }

  private void tag(String... tags) {
    for (String tag : tags) {
      assertThat(client.pushManifest("app/web", tag, JSON).statusCode()).isEqualTo(201);
    }
  }

  private static ScopeRule rule(String pattern, RepositoryAction action) {
    return new ScopeRule(new RepositoryPattern(pattern), Set.of(action));
  }

  private static List<String> texts(byte[] json, String field) {
    return JsonMapper.shared()
        .readTree(json)
        .path(field)
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  private static String nextPath(String link) {
    return link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
  }
}
