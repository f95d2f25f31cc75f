package io.outport.agent.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.link.Inquiry;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.DesiredState.DiagnosticsRequest;
import io.outport.hubapi.model.Masking;
import io.outport.testkit.VirtualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

/** Archives, unpacked again, of a cluster full of secrets. */
final class DiagnosticsTest {
  private static final String PASSWORD = "hush-hush-9";
  private static final String CONNECTION =
      "ConnectedRegistryName=shop1;SyncTokenName=t;SyncTokenPassword=%s;ParentGatewayEndpoint=hub.example:8443;ParentEndpointProtocol=https"
          .formatted(PASSWORD);

  @Test
  void tellsOfTheClusterAndOfNoSecret() throws IOException {
    try (FakeApi api = FakeApi.start();
        KubernetesClient client = api.client()) {
      fill(api);

      Map<String, String> files = collect(client);

      assertThat(files.keySet())
          .contains(
              "cluster.txt",
              "nodes.yaml",
              "activation.txt",
              "site/certificates.txt",
              "site/pods.yaml",
              "site/events.yaml",
              "site/volume-claims.yaml",
              "site/certificates.yaml",
              "site/certificate-requests.yaml",
              "site/issuers.yaml",
              "site/releases.txt",
              "site/logs/shop1-x/c.log",
              "more/pods.yaml",
              "outport-agent/pods.yaml");
      assertThat(files.get("cluster.txt")).contains("1.2.3").contains("v1.34.4+k3s1");
      assertThat(files.get("site/releases.txt")).contains("shop1 revision 3 deployed");
      assertThat(files.get("site/logs/shop1-x/c.log")).contains("started").contains("(not shown)");
      assertThat(files.get("activation.txt"))
          .startsWith("connected registry  shop1\n")
          .contains("https://hub.example:8443")
          .contains("pod shop1-x (Running)\n  does not serve")
          .contains("ended before with exit code 7: held by another instance");
      assertThat(files.get("site/events.yaml")).contains("back-off");
      assertThat(files.get("site/issuers.yaml")).contains("no-such-authority");
      assertThat(files.get("site/certificate-requests.yaml")).contains("was denied");
      assertThat(String.join("\n", files.values()))
          .doesNotContain(PASSWORD)
          .doesNotContain("from-a-variable")
          .doesNotContain("in-a-copy")
          .doesNotContain("values-of-the-release");
    }
  }

  @Test
  void namesWhatCannotBeRead() throws IOException {
    try (FakeApi api = FakeApi.start();
        KubernetesClient client = api.client()) {
      api.down(true);

      assertThat(collect(client).get("missing.txt"))
          .contains("nodes.yaml")
          .contains("site/pods.yaml");
    }
  }

  @Test
  void isMadeAlsoWhereOneThingMakesNoSense() throws IOException {
    try (FakeApi api = FakeApi.start();
        KubernetesClient client = api.client()) {
      fill(api);
      api.put("nodes", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"n2\"}}");

      Map<String, String> files = collect(client);

      assertThat(files.get("missing.txt")).contains("nodes.yaml: ");
      assertThat(files.get("site/events.yaml")).contains("back-off");
    }
  }

  @Test
  void neverGrowsBeyondItsLimit() throws IOException {
    int limit = 6 * Archive.MAX_FILE_BYTES;
    Archive archive = Archive.begin(new Masking(List.of()), VirtualClock.start().instant(), limit);
    SecureRandom random = new SecureRandom();
    byte[] noise = new byte[Archive.MAX_FILE_BYTES];
    for (int file = 0; file < 20; file++) {
      random.nextBytes(noise);
      archive.add("noise-" + file, HexFormat.of().formatHex(noise));
    }

    byte[] whole = archive.end();

    assertThat(whole.length).isLessThanOrEqualTo(limit);
    Map<String, String> files = unpack(whole);
    assertThat(files.size()).isBetween(3, 19);
    assertThat(files.get("missing.txt")).contains("noise-19: the archive is full");
  }

  @Test
  void masksWhatLooksLikeASecret() {
    Masking masking = new Masking(List.of());

    assertThat(
            masking.apply(
                """
                SyncTokenPassword=abcdef;SyncTokenName=name
                {"password": "ghijkl", "user": "u"}
                Authorization: Bearer mnopqrstuv
                https://user:wxyzab@host/path
                -----BEGIN EC PRIVATE KEY-----
                cdefgh
                -----END EC PRIVATE KEY-----
                the password is wrong
                """))
        .contains("SyncTokenName=name")
        .contains("\"user\": \"u\"")
        .contains("the password is wrong")
        .contains("@host/path")
        .doesNotContain("abcdef")
        .doesNotContain("ghijkl")
        .doesNotContain("mnopqr")
        .doesNotContain("wxyzab")
        .doesNotContain("cdefgh");
  }

  private static Map<String, String> collect(KubernetesClient client) throws IOException {
    DesiredExtension extension =
        new DesiredExtension(
            "/cluster/shop1",
            "shop1",
            "microsoft.containerregistry.connectedregistry",
            1,
            false,
            false,
            new DesiredExtension.Chart("charts/connected-registry", "1.0.0", "sha256:1"),
            "shop1",
            "site",
            null,
            true,
            "none",
            Map.of(),
            Map.of("connectionString", CONNECTION));
    Diagnostics diagnostics =
        new Diagnostics(client, "outport-agent", "1.2.3", VirtualClock.start());
    DiagnosticsRequest request = new DiagnosticsRequest("d1", "shop1", List.of("more"));
    return unpack(diagnostics.collect(new Inquiry(request, extension)));
  }

  private static Map<String, String> unpack(byte[] archive) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  private static void fill(FakeApi api) {
    api.put(
        "nodes",
        """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"},
         "status":{"conditions":[],"nodeInfo":{"kubeletVersion":"v1.34.4"}}}\
        """);
    api.put(
        "pods",
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"shop1-x","namespace":"site",
         "labels":{"app.kubernetes.io/name":"connected-registry",
          "app.kubernetes.io/instance":"shop1"},
         "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"in-a-copy"}},
         "spec":{"containers":[{"name":"c","env":[{"name":"A","value":"from-a-variable"}]}]},
         "status":{"phase":"Running","containerStatuses":[{"name":"c","ready":false,
          "lastState":{"terminated":{"exitCode":7,"message":"held by another instance"}}}]}}\
        """);
    api.log("shop1-x", "started\npassword was " + PASSWORD + "\n" + CONNECTION);
    api.put(
        "events",
        """
        {"apiVersion":"v1","kind":"Event","metadata":{"name":"e","namespace":"site"},
         "message":"back-off with %s"}\
        """
            .formatted(PASSWORD));
    api.put(
        "issuers",
        """
        {"apiVersion":"cert-manager.io/v1","kind":"Issuer","spec":{"ca":{"secretName":"shop1-ca"}},
         "metadata":{"name":"shop1","namespace":"site"},"status":{"reason":"no-such-authority"}}\
        """);
    api.put(
        "certificaterequests",
        """
        {"apiVersion":"cert-manager.io/v1","kind":"CertificateRequest",
         "metadata":{"name":"shop1-1","namespace":"site"},"status":{"reason":"was denied"}}\
        """);
    api.put(
        "secrets",
        """
        {"apiVersion":"v1","kind":"Secret","data":{"release":"values-of-the-release"},
         "metadata":{"name":"sh.helm.release.v1.shop1.v3","namespace":"site",
         "labels":{"owner":"helm","name":"shop1","version":"3","status":"deployed"}}}\
        """);
  }
}
