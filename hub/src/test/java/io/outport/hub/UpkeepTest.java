package io.outport.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hub.resource.ResourceStore;
import io.outport.hub.resource.SiteEntry;
import io.outport.hub.site.HistoryQueue;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.Accounts;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.References;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.http.RegistryRoutes;
import io.outport.registry.http.RegistrySettings;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.registry.store.sql.SqliteDatabase;
import io.outport.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages live as long as the most patient site asks for, and no longer. */
class UpkeepTest {
  private static final String MEDIA_TYPE = "application/vnd.oci.image.index.v1+json";

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private SqliteDatabase database;
  private SqlMetadataStore metadata;
  private ResourceStore store;
  private HistoryQueue queue;
  private Upkeep upkeep;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("hub.db"));
    metadata = SqlMetadataStore.over(database, clock);
    store = ResourceStore.open(database, () -> {});
    queue = new HistoryQueue(store, metadata);
    var random = new SecureRandom();
    var settings = RegistrySettings.of("hub:8443", RegistrySettings.Access.READ_WRITE);
    var tokens = new RequestTokens("hub:8443", settings.tokenLifetime(), clock, random);
    var content = new Content(new MemoryBlobStore(), metadata, ContentListener.NONE);
    var registry =
        new RegistryRoutes(content, new Nobody(), tokens, settings, Runnable::run, random, clock);
    upkeep = new Upkeep(registry, tokens, metadata, store, clock);
    push("one");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void keepsMessagesForTheMostPatientSite() {
    site("shop1", "P1D");
    site("shop2", "P30D");

    upkeepAfter(Duration.ofDays(30));
    assertThat(queue.read("shop2", 1, 10).recoveryNeeded()).isFalse();
    assertThat(queue.read("shop2", 1, 10).lastSequence()).isEqualTo(metadata.lastSequence());

    upkeepAfter(Duration.ofSeconds(1));
    assertThat(queue.read("shop2", 1, 10).recoveryNeeded()).isTrue();
    assertThat(queue.read("shop2", metadata.lastSequence(), 10).recoveryNeeded()).isFalse();
  }

  @Test
  void keepsMessagesForTwoDaysAtLeast() {
    upkeepAfter(Duration.ofDays(2));
    assertThat(queue.read("shop1", 1, 10).recoveryNeeded()).isFalse();

    upkeepAfter(Duration.ofSeconds(1));
    assertThat(queue.read("shop1", 1, 10).recoveryNeeded()).isTrue();
  }

  @Test
  void aLongerTimeToLiveHoldsFromTheNextHourOn() {
    site("shop1", "P1D");
    clock.advance(Duration.ofDays(2));
    site("shop1", "P90D");

    upkeepAfter(Duration.ofDays(80));

    assertThat(queue.read("shop1", 1, 10).recoveryNeeded()).isFalse();
  }

  private void upkeepAfter(Duration time) {
    clock.advance(time);
    upkeep.run();
  }

  private void site(String name, String messageTtl) {
    var desired =
        new SiteEntry.Desired(
            "ReadOnly",
            "token",
            "* * * * *",
            "",
            messageTtl,
            List.of(),
            "Information",
            "Disabled",
            List.of(),
            true,
            "0 0 * * *",
            "",
            null);
    var entry = new SiteEntry(name, clock.instant(), desired, 1, null, null);
    var _ = store.change(resources -> resources.with(entry));
  }

  private void push(String text) {
    byte[] bytes =
        "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"t\":\"%s\"}}"
            .formatted(text)
            .getBytes(StandardCharsets.UTF_8);
    var manifest = new StoredManifest(Digest.ofBytes(bytes), MEDIA_TYPE, bytes);
    var _ =
        metadata.putManifest(
            new RepositoryName("app"), manifest, References.NONE, Set.of(new Tag(text)));
  }

  private static final class Nobody implements Accounts {
    @Override
    public Optional<Account> authenticate(String name, String password) {
      return Optional.empty();
    }

    @Override
    public Optional<Account> find(String name) {
      return Optional.empty();
    }
  }
}
