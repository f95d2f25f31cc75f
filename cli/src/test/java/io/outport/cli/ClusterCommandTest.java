package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The commands on clusters, over HTTPS to a hub that remembers what it was asked. */
final class ClusterCommandTest {
  private static final String SITE1 = FakeFleet.CLUSTERS + "/site1";
  private static final String SEEN =
      """
      {"connectivityStatus": "Connected", "kubernetesVersion": "v1.33.1", "totalNodeCount": 3,
       "agentVersion": "0.1.0", "lastConnectivityTime": "2026-11-26T10:00:00Z"}
      """;

  @TempDir private Path folder;
  @AutoClose private final FakeFleet hub = FakeFleet.start();

  @Test
  void printsWhatRunsAnAgentAndNothingElse() throws IOException {
    Ran ran = cluster("connect", "-n", "site1", "-g", "group");

    assertThat(ran.exit()).isZero();
    List<JsonNode> objects = documents(ran.out());
    assertThat(objects)
        .extracting(each -> each.path("kind").asString())
        .containsExactly(
            "Namespace", "ServiceAccount", "ClusterRoleBinding", "Secret", "Secret", "Deployment");
    JsonNode secret = objects.get(3).path("stringData");
    assertThat(secret.path("hub").asString()).isEqualTo(hub.context().endpoint().toString());
    assertThat(secret.path("clusterId").asString()).isEqualTo(SITE1);
    assertThat(secret.path("secret").asString()).isEqualTo("s3 \"cret");
    assertThat(secret.path("ca.crt").asString()).isEqualTo(hub.pem());
    assertThat(objects.get(4).at("/stringData/.dockerconfigjson").asString())
        .contains(hub.context().endpoint().getAuthority(), "agent.1");
    assertThat(objects.get(4).at("/metadata/labels").toString())
        .contains("\"io.outport/kind\":\"pull-secret\"");
    assertThat(objects.get(4).at("/metadata/annotations").toString())
        .isEqualTo("{\"io.outport/expires-on\":\"\"}");
    assertThat(hub.changes())
        .containsExactly(
            "PUT Microsoft.Kubernetes/connectedClusters/site1",
            "POST Microsoft.Kubernetes/connectedClusters/site1/enroll");
    assertThat(ran.err())
        .contains("kubectl apply -f -", "'localhost', which in a pod")
        .doesNotContain("s3");
  }

  @Test
  void runsTheAgentAsTheContractSays() throws IOException {
    JsonNode spec = documents(cluster("connect", "-n", "site1").out()).get(5).path("spec");
    JsonNode container = spec.at("/template/spec/containers/0");

    assertThat(spec.path("replicas").asInt()).isOne();
    assertThat(spec.at("/strategy/type").asString()).isEqualTo("Recreate");
    assertThat(container.path("image").asString())
        .isEqualTo(
            "%s/outport/agent:%s"
                .formatted(hub.context().endpoint().getAuthority(), ProgramVersion.read()));
    assertThat(container.path("args").valueStream().map(JsonNode::asString))
        .containsExactly("agent", "run", "--enrolment", "/etc/outport/enrolment");
    assertThat(container.path("volumeMounts").valueStream())
        .extracting(each -> each.path("mountPath").asString())
        .containsExactly("/etc/outport/enrolment", "/var/cache/outport", "/tmp");
    assertThat(spec.at("/template/spec/imagePullSecrets/0/name").asString())
        .isEqualTo("outport-pull");
    assertThat(spec.at("/template/spec/nodeSelector").properties())
        .extracting(each -> each.getKey() + "=" + each.getValue().asString())
        .containsExactlyInAnyOrder("kubernetes.io/os=linux", "kubernetes.io/arch=amd64");
  }

  @Test
  void takesAnImageAndASecretToPullItWith() throws IOException {
    Ran ran =
        cluster(
            "connect",
            "-n",
            "site1",
            "--agent-image",
            "r.example/agent:1",
            "--image-pull-secret",
            "regcred");

    JsonNode pod = documents(ran.out()).get(5).at("/spec/template/spec");
    assertThat(pod.at("/containers/0/image").asString()).isEqualTo("r.example/agent:1");
    assertThat(pod.at("/imagePullSecrets/0/name").asString()).isEqualTo("regcred");
  }

  /** Helm's library follows the proxy that people set for the way to the hub. */
  @Test
  void letsTheAgentReachItsOwnClusterWithoutAProxy() throws IOException {
    Ran ran = cluster("connect", "-n", "site1");

    JsonNode variable =
        documents(ran.out()).get(5).at("/spec/template/spec/containers/0/env").get(0);
    assertThat(variable.path("name").asString()).isEqualTo("NO_PROXY");
    assertThat(variable.path("value").asString()).isEqualTo("$(KUBERNETES_SERVICE_HOST)");
  }

  @Test
  void writesAFileForItsUserAlone() throws IOException {
    Path file = folder.resolve("agent.yaml");

    Ran ran = cluster("connect", "-n", "site1", "--output-file", file.toString());

    assertThat(documents(Files.readString(file))).hasSize(6);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(ran.out()).contains("site1").doesNotContain("s3");
    assertThat(ran.err()).contains("kubectl apply -f " + file);
  }

  @Test
  void saysWhichFolderCannotBeWritten() throws IOException {
    Path file = folder.resolve("nowhere").resolve("agent.yaml");

    Ran ran = cluster("connect", "-n", "site1", "--output-file", file.toString());

    assertThat(ran.exit()).isEqualTo(Refusal.Exit.USAGE.code());
    assertThat(ran.words()).contains(file.toString());
  }

  @Test
  void saysThatAKnownClustersAgentIsReplaced() throws IOException {
    hub.keep(SITE1, SEEN);

    Ran ran = cluster("connect", "-n", "site1");

    assertThat(ran.err()).contains("'site1' is known already");
  }

  @Test
  void takesTheWordsOfTheVendorsClient() throws IOException {
    Ran ran =
        Ran.with(
            hub.context(),
            new ConnectedClusterCommand(),
            "connect",
            "--name",
            "site1",
            "--resource-group",
            "group",
            "--location",
            "westeurope",
            "--kube-config",
            "config",
            "--kube-context",
            "c",
            "--distribution",
            "k3s");

    assertThat(ran.exit()).isZero();
    assertThat(documents(ran.out())).hasSize(6);
  }

  @Test
  void showsClustersWithWhatTheirAgentsTell() throws IOException {
    hub.keep(SITE1, SEEN);

    assertThat(cluster("show", "-n", "site1").lines())
        .containsExactly(
            "NAME   GROUP  STATE      KUBERNETES  NODES  AGENT  LAST SEEN",
            "site1  group  Connected  v1.33.1     3      0.1.0  "
                + Times.local().cell(java.time.Instant.parse("2026-11-26T10:00:00Z")));
    assertThat(cluster("list", "-g", "group").lines()).hasSize(2);
    assertThat(cluster("list").lines()).hasSize(2);
    assertThat(hub.reads())
        .containsExactly(
            "Microsoft.Kubernetes/connectedClusters/site1",
            "Microsoft.Kubernetes/connectedClusters",
            "providers/Microsoft.Kubernetes/connectedClusters");
  }

  @Test
  void saysWhatToDoWithAnAgentThatIsSilent() throws IOException {
    hub.keep(SITE1, "{\"connectivityStatus\": \"Offline\"}");
    assertThat(cluster("show", "-n", "site1").err()).contains("kubectl -n outport-agent get pods");

    hub.keep(SITE1, "{\"connectivityStatus\": \"Expired\"}");
    assertThat(cluster("show", "-n", "site1").err())
        .contains("outport cluster connect -n site1' again");
  }

  @Test
  void deletesAfterAskingAndOnlyWarnsOfWhatIsNotThere() throws IOException {
    hub.keep(SITE1, SEEN);

    assertThat(cluster("delete", "-n", "site1").words()).contains("--yes");
    Ran first = cluster("delete", "-n", "site1", "--yes");
    Ran second = cluster("delete", "-n", "site1", "--yes");

    assertThat(first.err()).contains("deleted cluster 'site1'", "kubectl delete namespace/");
    assertThat(second.exit()).isZero();
    assertThat(second.err()).contains("warning: there was no cluster 'site1'");
  }

  @Test
  void givesAClusterItsRing() throws IOException {
    assertThat(cluster("connect", "-n", "site1", "--tags", "ring=canary", "a=b=c").exit()).isZero();
    assertThat(hub.sent().at("/tags/ring").asString()).isEqualTo("canary");
    assertThat(hub.sent().at("/tags/a").asString()).isEqualTo("b=c");
    hub.keep(SITE1, SEEN);

    Ran ran = cluster("update", "-n", "site1", "--tags", "ring=west");

    assertThat(ran.exit()).isZero();
    assertThat(hub.changes())
        .last()
        .isEqualTo("PATCH Microsoft.Kubernetes/connectedClusters/site1");
    assertThat(hub.sent().toString()).isEqualTo("{\"tags\":{\"ring\":\"west\"}}");
    assertThat(cluster("update", "-n", "site1", "--tags", "").exit()).isZero();
    assertThat(hub.sent().toString()).isEqualTo("{\"tags\":{}}");
    Ran nothing = cluster("update", "-n", "site1");
    assertThat(nothing.exit()).isEqualTo(Refusal.Exit.USAGE.code());
    assertThat(nothing.words()).contains("--tags ring=canary");
    assertThat(cluster("update", "-n", "site1", "--tags", "=x").words()).contains("has no key");
  }

  @Test
  void tellsWhyNothingIsBegunThere() throws IOException {
    hub.keep(SITE1, SEEN.replace("{", "{\"hold\": \"inventory until 6\", "));

    assertThat(cluster("show", "-n", "site1").err()).contains("inventory until 6");
  }

  private Ran cluster(String... words) throws IOException {
    return Ran.with(hub.context(), new ClusterCommand(), words);
  }

  private static List<JsonNode> documents(String yaml) throws IOException {
    YAMLMapper mapper = new YAMLMapper();
    List<JsonNode> all = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = mapper.readerFor(JsonNode.class).readValues(yaml)) {
      documents.forEachRemaining(all::add);
    }
    return all;
  }
}
