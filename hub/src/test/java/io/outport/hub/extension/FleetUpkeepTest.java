package io.outport.hub.extension;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.gateway.Bell;
import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principals;
import io.outport.hub.resource.ResourceStore;
import io.outport.hubapi.model.Cluster;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.References;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.store.sql.SqlMetadataStore;
import io.outport.registry.store.sql.SqliteDatabase;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hub does for its clusters each minute, on real stores and a clock of the test's. */
class FleetUpkeepTest {
  private static final RepositoryName CHARTS = new RepositoryName("charts/connected-registry");
  private static final String NAME = "registry1";

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private SqliteDatabase database;
  private SqlMetadataStore metadata;
  private Fleet fleet;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("metadata.db"));
    metadata = SqlMetadataStore.over(database, clock);
    var _ = ResourceStore.open(database, () -> {});
    Bell bell = new Bell();
    FleetStore store = FleetStore.open(database, bell);
    HubFacts hub =
        new HubFacts(
            "myhub",
            "hub:8443",
            "t",
            "s",
            "outport",
            clock.instant(),
            "",
            Principals.of(List.of(), _ -> {}));
    SecureRandom random = new SecureRandom();
    fleet =
        new Fleet(
            store,
            new ExtensionTypes(store, new ChartCatalog(metadata), hub),
            SettingsSeal.of(new byte[SettingsSeal.KEY_BYTES], random),
            new Diagnostics(bell, clock),
            hub,
            clock,
            random);
    var _ = fleet.clusters("outport").put("site1", Cluster.of(null, null));
    publish("1.0.0", "stable");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void followsMinorVersionsOfItsTrainAndNoMajorOnes() {
    create(null, null);
    publish("1.0.5", "stable");
    publish("1.1.0", "stable");
    publish("1.2.0", "preview");
    publish("1.3.0-rc.1", "stable");
    publish("2.0.0", "stable");

    new FleetUpkeep(fleet).run();
    assertThat(version()).isEqualTo("1.1.0");
    long generation = entry().generation();
    new FleetUpkeep(fleet).run();
    assertThat(entry().generation()).isEqualTo(generation);
  }

  @Test
  void followsPatchesAlone() {
    create(null, "patch");
    publish("1.0.5", "stable");
    publish("1.1.0", "stable");

    new FleetUpkeep(fleet).run();

    assertThat(version()).isEqualTo("1.0.5");
  }

  @Test
  void leavesPinnedOnesAlone() {
    create("1.0.0", null);
    publish("1.0.5", "stable");

    new FleetUpkeep(fleet).run();

    assertThat(version()).isEqualTo("1.0.0");
  }

  @Test
  void dropsProtectedSettingsThatNobodyFetched() {
    create(null, null);
    clock.advance(Duration.ofHours(47));
    new FleetUpkeep(fleet).run();
    assertThat(shown().provisioningState()).isEqualTo(Extension.CREATING);

    clock.advance(Duration.ofHours(2));
    new FleetUpkeep(fleet).run();

    assertThat(entry().secrets().sealed()).isEmpty();
    assertThat(shown().provisioningState()).isEqualTo(Extension.FAILED);
    assertThat(String.valueOf(shown().errorInfo())).contains("ProtectedSettingsExpired");
    String operation = fleet.extensions("outport", "site1").lastOperation(NAME).orElseThrow();
    assertThat(fleet.extensions("outport", "site1").operation(NAME, operation).status())
        .isEqualTo("Failed");

    var given = Extension.Properties.asked(null, null, null, null, null, null, secrets());
    var _ = fleet.extensions("outport", "site1").patch(NAME, Extension.of(given));
    assertThat(shown().provisioningState()).isEqualTo(Extension.CREATING);
  }

  private void create(@Nullable String version, @Nullable String mode) {
    var asked =
        new Extension.Properties(
            ExtensionType.CONNECTED_REGISTRY,
            null,
            mode,
            null,
            version,
            null,
            Map.of(),
            secrets(),
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    var _ = fleet.extensions("outport", "site1").put(NAME, Extension.of(asked));
  }

  private static Map<String, String> secrets() {
    return Map.of("connectionString", "secret");
  }

  private void publish(String version, String train) {
    byte[] index =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],
         "annotations":{"io.outport.release-train":"%s","version":"%s"}}\
        """
            .formatted(train, version)
            .getBytes(UTF_8);
    var manifest =
        new StoredManifest(Digest.ofBytes(index), "application/vnd.oci.image.index.v1+json", index);
    var _ = metadata.putManifest(CHARTS, manifest, References.NONE, Set.of(new Tag(version)));
  }

  private ExtensionEntry entry() {
    return fleet.store().extension("outport/site1", NAME).orElseThrow();
  }

  private String version() {
    return entry().wish().chart().version();
  }

  private Extension.Properties shown() {
    return Objects.requireNonNull(fleet.extensions("outport", "site1").get(NAME).properties());
  }
}
