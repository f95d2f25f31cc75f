package io.outport.agent.helm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseException;
import io.outport.agent.release.ReleaseMark;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.ReleaseOrder;
import io.outport.agent.release.ReleaseStatus;
import io.outport.agent.release.Releases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Helm's records in a cluster, over HTTP, and Helm itself where it needs no discovery. */
final class HelmReleasesTest {
  private static final ReleaseName SHOP = new ReleaseName("shops", "shop1");
  private static final String MARKED =
      "{\"global\": {\"outport\": {\"generation\": 7, \"fingerprint\": \"abc\"}}}";

  private static final String MANIFEST =
      """
      ---
      # Source: shop/templates/settings.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: settings
      ---
      # Source: shop/templates/pvc.yaml
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: content
        labels: {app: shop}
      spec:
        accessModes: [ReadWriteOnce]
      """;

  @TempDir private Path folder;
  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private final KubernetesClient client = api.client();
  private HelmReleases releases;

  @BeforeEach
  void start() throws IOException {
    Path kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(kubeconfig, api.kubeconfig());
    releases = new HelmReleases(client, kubeconfig, folder);
  }

  @Test
  void findsTheNewestRevisionOfTheRelease() {
    record(SHOP, 9, "superseded", MARKED);
    record(SHOP, 10, "failed", MARKED);
    record(new ReleaseName("shops", "shop2"), 11, "deployed", "{}");
    record(new ReleaseName("other", "shop1"), 12, "deployed", "{}");

    assertThat(releases.find(SHOP))
        .contains(
            new Release(
                SHOP,
                ReleaseStatus.FAILED,
                10,
                new ReleaseMark(7, "abc"),
                "1.2.3",
                "said by Helm",
                1,
                true,
                Instant.parse("2026-01-15T08:00:00Z")));
  }

  @Test
  void findsNoneWhereThereIsNone() {
    assertThat(releases.find(SHOP)).isEmpty();
  }

  @Test
  void tellsAFirstRevisionThatNeverGotThroughAndWhoseItIsNot() {
    record(SHOP, 1, "failed", "{}");

    assertThat(releases.find(SHOP))
        .hasValueSatisfying(
            release -> {
              assertThat(release.deployedBefore()).isFalse();
              assertThat(release.findMark()).isEmpty();
              assertThat(release.isForeign()).isTrue();
            });
  }

  @Test
  void takesAReleaseForItsOwnThatSomebodyChangedByHand() {
    record(SHOP, 1, "superseded", MARKED);
    record(SHOP, 2, "deployed", "{\"replicas\": 2}");

    assertThat(releases.find(SHOP))
        .hasValueSatisfying(
            release -> {
              assertThat(release.isForeign()).isFalse();
              assertThat(release.isOf("abc")).isFalse();
            });
  }

  /** The mark is in Helm's first record, before any object is made. */
  @Test
  void takesAFirstInstallationForItsOwnThatWasCutOff() {
    record(SHOP, 1, "pending-install", MARKED);

    assertThat(releases.find(SHOP).orElseThrow().isForeign()).isFalse();
  }

  @Test
  void saysWhichRecordItCannotRead() {
    secret(SHOP, 1, "deployed", "no release at all");

    assertThatThrownBy(() -> releases.find(SHOP))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("shop1");
    api.down(true);
    assertThatThrownBy(() -> releases.find(SHOP))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("the records of release shop1 cannot be read");
  }

  @Test
  void forgetsARevisionThatADeadProcessLeftPending() {
    record(SHOP, 1, "deployed", "{}");
    record(SHOP, 2, "pending-upgrade", "{}");

    releases.forgetPending(SHOP);

    assertThat(api.names("secrets")).containsExactly("shops/sh.helm.release.v1.shop1.v1");
    releases.forgetPending(SHOP);
    assertThat(api.names("secrets")).hasSize(1);
  }

  @Test
  void keepsAPendingRevisionThatIsTheOnlyOne() {
    record(SHOP, 1, "pending-install", "{}");

    releases.forgetPending(SHOP);

    assertThat(api.names("secrets")).hasSize(1);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void forgetsAllOfAReleaseThatIsUninstalled() {
    record(SHOP, 1, "superseded", "{}");
    record(SHOP, 2, "deployed", "{}");
    record(new ReleaseName("shops", "shop2"), 1, "deployed", "{}");

    releases.uninstall(SHOP, Releases.Hooks.SKIP);

    assertThat(api.names("secrets")).containsExactly("shops/sh.helm.release.v1.shop2.v1");
    // Helm itself was there: nobody else wants to write that the release is being removed.
    assertThat(api.asked())
        .contains("PUT /api/v1/namespaces/shops/secrets/sh.helm.release.v1.shop1.v2");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void uninstallsNothingWhereThereIsNone() {
    releases.uninstall(SHOP, Releases.Hooks.RUN);

    assertThat(api.writes()).isEmpty();
  }

  /** The upgrade itself fails: there is no such chart. */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void dropsOldRecordsBeforeItMakesAnother() {
    record(SHOP, 1, "superseded", MARKED);
    record(SHOP, 2, "superseded", MARKED);
    record(SHOP, 3, "deployed", MARKED);
    for (int revision = 4; revision <= 13; revision++) {
      record(SHOP, revision, "failed", MARKED);
    }
    record(new ReleaseName("shops", "shop2"), 1, "failed", MARKED);

    upgradeInVain();

    assertThat(revisions()).containsExactly(2, 3, 6, 7, 8, 9, 10, 11, 12, 13);
    assertThat(api.names("secrets")).contains("shops/sh.helm.release.v1.shop2.v1");
    upgradeInVain();
    assertThat(revisions()).hasSize(10);
    assertThat(releases.find(SHOP).orElseThrow().deployedBefore()).isTrue();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void dropsNoRecordThatTellsWhoseAReleaseIs() {
    record(SHOP, 1, "superseded", MARKED);
    for (int revision = 2; revision <= 12; revision++) {
      record(SHOP, revision, "failed", "{}");
    }

    upgradeInVain();

    assertThat(revisions()).hasSize(12);
    assertThat(releases.find(SHOP).orElseThrow().isForeign()).isFalse();
  }

  private void upgradeInVain() {
    ReleaseOrder order =
        new ReleaseOrder(SHOP, folder.resolve("none.tgz"), Map.of(), new ReleaseMark(8, "def"));
    assertThatThrownBy(() -> releases.upgrade(order)).isInstanceOf(ReleaseException.class);
  }

  private List<Integer> revisions() {
    return api.names("secrets").stream()
        .filter(each -> each.contains("shop1"))
        .map(each -> Integer.valueOf(each.substring(each.lastIndexOf('v') + 1)))
        .sorted()
        .toList();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void leavesTheVolumeOfAReleaseThatWasMadeWithoutKeepingIt() {
    record(SHOP, 1, "superseded", MARKED);
    record(SHOP, 2, "deployed", MARKED, MANIFEST);
    object("ConfigMap", "configmaps", "settings");
    object("PersistentVolumeClaim", "persistentvolumeclaims", "content");

    releases.keepVolumes(SHOP);

    List<String> writes = api.writes();
    assertThat(writes).hasSize(1);
    assertThat(releases.find(SHOP).orElseThrow().isOf("abc")).isTrue();
    releases.keepVolumes(SHOP);
    assertThat(api.writes()).as("once is enough").isEqualTo(writes);

    releases.uninstall(SHOP, Releases.Hooks.RUN);

    assertThat(api.names("configmaps")).isEmpty();
    assertThat(api.names("persistentvolumeclaims")).containsExactly("shops/content");
    assertThat(api.names("secrets")).isEmpty();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void takesTheVolumeAlongWhereNobodyWantsToKeepIt() {
    record(SHOP, 1, "deployed", MARKED, MANIFEST);
    object("ConfigMap", "configmaps", "settings");
    object("PersistentVolumeClaim", "persistentvolumeclaims", "content");

    releases.uninstall(SHOP, Releases.Hooks.RUN);

    assertThat(api.names("configmaps")).isEmpty();
    assertThat(api.names("persistentvolumeclaims")).isEmpty();
  }

  @Test
  void keepsVolumesWhereThereAreNone() {
    releases.keepVolumes(SHOP);
    record(SHOP, 1, "deployed", MARKED);
    releases.keepVolumes(SHOP);

    assertThat(api.writes()).isEmpty();
  }

  @Test
  void refusesToKeepAVolumeThatItCannotRead() {
    record(SHOP, 1, "deployed", MARKED, "kind: PersistentVolumeClaim\nmetadata: [\n");

    assertThatThrownBy(() -> releases.keepVolumes(SHOP))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("shop1")
        .hasMessageContaining("nothing was removed");
    assertThat(api.writes()).isEmpty();
  }

  private void object(String kind, String plural, String name) {
    api.put(
        plural,
        "{\"apiVersion\":\"v1\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"shops\"}}"
            .formatted(kind, name));
  }

  private void record(ReleaseName name, int revision, String status, String config) {
    record(name, revision, status, config, "");
  }

  private void record(
      ReleaseName name, int revision, String status, String config, String manifest) {
    String release =
        """
        {"name": "%s", "namespace": "%s", "version": %d, "manifest": "%s", "config": %s,
         "chart": {"metadata": {"name": "shop", "version": "1.2.3", "apiVersion": "v2"}},
         "info": {"status": "%s", "description": "said by Helm",
          "first_deployed": "2026-01-15T08:00:00Z",
          "last_deployed": "2026-01-15T13:45:00.0+05:45", "deleted": ""}}
        """
            .formatted(
                name.name(),
                name.namespace(),
                revision,
                manifest.replace("\n", "\\n"),
                config,
                status);
    secret(name, revision, status, Base64.getEncoder().encodeToString(packed(release)));
  }

  private void secret(ReleaseName name, int revision, String status, String text) {
    String data = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    api.put(
        "secrets",
        """
        {"apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1",
         "metadata": {"name": "sh.helm.release.v1.%s.v%d", "namespace": "%s",
          "labels": {"owner": "helm", "name": "%s", "status": "%s", "version": "%d"}},
         "data": {"release": "%s"}}
        """
            .formatted(
                name.name(), revision, name.namespace(), name.name(), status, revision, data));
  }

  private static byte[] packed(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError("memory cannot be written", e);
    }
    return bytes.toByteArray();
  }
}
