package io.outport.registry.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.BlobLink;
import io.outport.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of a version that did not know which blobs its manifests name. */
final class ReferenceMigrationTest {
  private static final RepositoryName REPOSITORY = new RepositoryName("library/debian");
  private static final List<String> NAMED =
      List.of("config", "first layer", "second layer", "artifact's blob");

  @TempDir private Path folder;

  @Test
  void knowsWhatTheManifestsName() {
    Path file = folder.resolve("metadata.db");
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      database.migrate(
          "content",
          new Scripts(
              Scripts.read(SqlMetadataStore.class, "V1__content.sql", "V2__link_time.sql"),
              List.of()));
      database.inTransaction(ReferenceMigrationTest::fill);
    }

    VirtualClock clock = VirtualClock.start();
    clock.advance(Duration.ofDays(10_000));
    try (var store = SqlMetadataStore.open(file, clock)) {
      List<Digest> all =
          store.listBlobs(REPOSITORY, "", 10).stream().map(BlobLink::digest).toList();
      assertThat(all).hasSize(NAMED.size() + 1);
      assertThat(store.unlinkUnreferenced(REPOSITORY, all, clock.instant()))
          .containsExactly(digest("named by none"));
      assertThat(store.deleteManifest(REPOSITORY, digest("image"))).isTrue();
      assertThat(store.listBlobs(REPOSITORY, "", 10))
          .allSatisfy(
              link ->
                  assertThat(link.referenced())
                      .isEqualTo(link.digest().equals(digest("artifact's blob"))));
    }
  }

  private static boolean fill(SqlSession session) {
    RepositoryRows.add(session, REPOSITORY);
    addManifest(
        session,
        "image",
        """
        {"config": {"digest": "%s", "size": 1},
         "layers": [{"digest": "%s", "size": 1}, {"digest": "%s", "size": 1}]}\
        """
            .formatted(digest("config"), digest("first layer"), digest("second layer")));
    addManifest(
        session, "artifact", "{\"blobs\": [{\"digest\": \"%s\"}]}".formatted(digest(NAMED.get(3))));
    addManifest(
        session, "index", "{\"manifests\": [{\"digest\": \"%s\"}]}".formatted(digest("image")));
    NAMED.forEach(name -> addBlob(session, name));
    addBlob(session, "named by none");
    return true;
  }

  private static void addManifest(SqlSession session, String name, String json) {
    session.update(
        """
        INSERT INTO content_manifest (repository, digest, media_type, bytes)
        VALUES (?, ?, 'application/vnd.oci.image.manifest.v1+json', ?)\
        """,
        REPOSITORY.value(),
        digest(name).toString(),
        json.getBytes(StandardCharsets.UTF_8));
  }

  private static void addBlob(SqlSession session, String name) {
    session.update(
        "INSERT INTO content_blob (repository, digest, size, linked_millis) VALUES (?, ?, 1, 0)",
        REPOSITORY.value(),
        digest(name).toString());
  }

  private static Digest digest(String text) {
    return Digest.ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
