package io.outport.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.registry.auth.Account;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Mistakes that other registries had to publish advisories for (beyond, "Security lessons"), each
 * of which would fail here. Lesson (d), where credentials go, is the client's and is tested there;
 * lesson (f), that no switch turns verification off, is the command line's.
 */
final class PeerLessonsTest {
  private static final byte[] CONFIG = Samples.utf8("{\"secret\":true}");
  private static final byte[] OTHER = Samples.utf8("{}");

  private TestRegistry registry;
  private Client admin;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
    admin = Client.of(registry);
    admin.pushBlob("secret/keys", CONFIG);
    admin.pushManifest("secret/keys", "v1", Samples.manifest(CONFIG));
    admin.pushBlob("app/web", OTHER);
    admin.pushManifest("app/web", "v1", Samples.manifest(OTHER));
  }

  @AfterEach
  void stop() {
    admin.close();
    registry.close();
  }

  /** (a) A digest opens nothing by itself: not by a read, a mount, a range or an answer kept. */
  @Test
  void authorisesEveryReadAgainstTheRepository() {
    String blob = "/blobs/" + Digest.ofBytes(CONFIG);
    String manifest = "/manifests/" + Digest.ofBytes(Samples.utf8(Samples.manifest(CONFIG)));
    // Now known and kept in memory for whoever may have them.
    try (Client owner = bearer("admin", "secret/keys")) {
      assertThat(owner.get("/v2/secret/keys" + blob).statusCode()).isEqualTo(200);
      assertThat(owner.get("/v2/secret/keys" + manifest).statusCode()).isEqualTo(200);
    }
    put("visitor", rules("app/*", RepositoryAction.values()));
    try (Client basic = Client.of(registry, "visitor", "visitor-password");
        Client bearer = bearer("visitor", "app/web")) {
      for (Client visitor : List.of(basic, bearer)) {
        for (String target : List.of(blob, manifest)) {
          assertThat(visitor.get("/v2/app/web" + target).statusCode()).isEqualTo(404);
          assertThat(visitor.head("/v2/app/web" + target).statusCode()).isEqualTo(404);
          assertThat(visitor.get("/v2/secret/keys" + target).statusCode()).isIn(401, 403);
          assertThat(visitor.get("/v2/secret/keys" + target, "Range", "bytes=0-1").statusCode())
              .isIn(401, 403);
        }
      }
      String mount = "/v2/app/web/blobs/uploads/?mount=" + Digest.ofBytes(CONFIG);
      assertThat(basic.post(mount + "&from=secret/keys").statusCode()).isEqualTo(202);
      assertThat(basic.post(mount).statusCode()).isEqualTo(202);
    }
  }

  /** (b) Nothing but the right to write makes a tag, or moves one. */
  @Test
  void needsTheRightToWriteForEveryTag() {
    put("tagger", rules("app/*", allBut(RepositoryAction.CONTENT_WRITE)));
    try (Client tagger = Client.of(registry, "tagger", "tagger-password")) {
      String json = Samples.manifest(OTHER) + " ";

      assertThat(tagger.pushManifest("app/web", "v1", json).statusCode()).isEqualTo(403);
      assertThat(tagger.pushManifest("app/web", "fresh", json).statusCode()).isEqualTo(403);
      assertThat(
              tagger
                  .pushManifest("app/web", Digest.ofBytes(Samples.utf8(json)) + "?tag=v1", json)
                  .statusCode())
          .isEqualTo(403);
    }
    assertThat(Client.text(admin.get("/v2/app/web/manifests/v1")))
        .isEqualTo(Samples.manifest(OTHER));
    assertThat(admin.get("/v2/app/web/manifests/fresh").statusCode()).isEqualTo(404);
  }

  /** (c) Without the right to delete, neither tags nor manifests nor blobs go. */
  @Test
  void needsTheRightToDeleteForTagsManifestsAndBlobsAlike() {
    put("keeper", rules("app/*", allBut(RepositoryAction.CONTENT_DELETE)));
    try (Client keeper = Client.of(registry, "keeper", "keeper-password")) {
      String manifest = Digest.ofBytes(Samples.utf8(Samples.manifest(OTHER))).toString();

      assertThat(keeper.delete("/v2/app/web/manifests/v1").statusCode()).isEqualTo(403);
      assertThat(keeper.delete("/v2/app/web/manifests/" + manifest).statusCode()).isEqualTo(403);
      assertThat(keeper.delete("/v2/app/web/blobs/" + Digest.ofBytes(OTHER)).statusCode())
          .isEqualTo(403);
    }
    assertThat(admin.get("/v2/app/web/manifests/v1").statusCode()).isEqualTo(200);
    assertThat(admin.get("/v2/app/web/blobs/" + Digest.ofBytes(OTHER)).statusCode()).isEqualTo(200);
  }

  /** (e) Changed rights take the place of those before, also for tokens that are out. */
  @Test
  void replacesRightsInsteadOfAddingToThem() {
    put("mover", rules("*", RepositoryAction.values()));
    try (Client bearer = bearer("mover", "secret/keys")) {
      assertThat(bearer.get("/v2/secret/keys/manifests/v1").statusCode()).isEqualTo(200);
      assertThat(bearer.get("/v2/secret/keys/manifests/v1").statusCode()).isEqualTo(200);

      put("mover", rules("app/*", RepositoryAction.values()));

      assertThat(bearer.get("/v2/secret/keys/manifests/v1").statusCode()).isEqualTo(401);
      try (Client basic = Client.of(registry, "mover", "mover-password")) {
        assertThat(Client.text(basic.get("/v2/_catalog")))
            .isEqualTo("{\"repositories\":[\"app/web\"]}");
      }
    }
  }

  private void put(String name, List<ScopeRule> rules) {
    registry.accounts.put(new Account(name, rules), name + "-password");
  }

  private Client bearer(String name, String repository) {
    try (Client basic = Client.of(registry, name, name + "-password")) {
      String answer =
          Client.text(
              basic.get("/oauth2/token?service=x&scope=repository:%s:*".formatted(repository)));
      return Client.withToken(
          registry, answer.replaceAll("(?s).*\"token\"\\s*:\\s*\"([^\"]+)\".*", "$1"));
    }
  }

  private static RepositoryAction[] allBut(RepositoryAction missing) {
    return Arrays.stream(RepositoryAction.values())
        .filter(action -> action != missing)
        .toArray(RepositoryAction[]::new);
  }

  private static List<ScopeRule> rules(String pattern, RepositoryAction... actions) {
    return Stream.of(new ScopeRule(new RepositoryPattern(pattern), Set.of(actions))).toList();
  }
}
