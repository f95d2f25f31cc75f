package io.outport.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.cluster.ClusterException;
import io.outport.agent.health.Health;
import io.outport.agent.reconcile.NodeImages.Image;
import io.outport.agent.release.ReleaseName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Images on their way to nodes, over HTTP; the test is the kubelets. */
final class KubernetesNodeImagesTest {
  private static final ReleaseName RELEASE = new ReleaseName("site", "shop1");
  private static final Image OLD = new Image("hub.example/outport:1", "outport-pull");
  private static final Image NEW = new Image("hub.example/outport:2", "outport-pull");
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
  private static final String CREATING = waiting("ContainerCreating", "");
  private static final String DONE = "{\"phase\":\"Succeeded\"}";

  @AutoClose private final FakeApi api = FakeApi.start();
  private final SiteObjects objects = new SiteObjects(api);
  @AutoClose private final KubernetesClient client = api.client();
  private Instant now = MADE;
  private final KubernetesNodeImages images = new KubernetesNodeImages(client, () -> now);

  @BeforeEach
  void runsOnTwoNodes() {
    objects.node("n1", "True");
    objects.node("n9", "True");
    runs("trust-1", "connected-registry-trust", "n1", OLD);
    runs("shop1-x", "connected-registry", "n9", OLD);
  }

  @Test
  void hasEachNodeOfTheReleasePullItAndSaysWhenAllHaveIt() {
    assertThat(images.isComing(RELEASE, NEW)).isFalse();

    Health begun = images.bring(RELEASE, NEW);

    assertThat(begun).isInstanceOf(Health.Starting.class);
    assertThat(begun.toString()).contains("n1, n9", "what runs is not changed");
    assertThat(images.isComing(RELEASE, NEW)).isTrue();
    assertThat(pullers()).hasSize(2);
    for (JsonNode each : pullers()) {
      assertThat(each.at("/spec/containers/0/image").asString()).isEqualTo(NEW.reference());
      assertThat(each.at("/spec/imagePullSecrets/0/name").asString()).isEqualTo("outport-pull");
      assertThat(each.at("/metadata/labels").toString()).doesNotContain("\"connected-registry\"");
    }

    become("n1", DONE);
    assertThat(images.bring(RELEASE, NEW).toString()).contains("n9").doesNotContain("n1");
    become("n9", DONE);
    assertThat(images.isComing(RELEASE, NEW)).isFalse();
    assertThat(images.bring(RELEASE, NEW)).isEqualTo(new Health.Ready());

    images.clear(RELEASE);
    images.clear(RELEASE);
    assertThat(pullers()).isEmpty();
    assertThat(api.names("pods")).containsExactlyInAnyOrder("site/shop1-x", "site/trust-1");
  }

  @Test
  void bringsNothingWhereAllOfItRunsAlready() {
    assertThat(images.bring(RELEASE, OLD)).isEqualTo(new Health.Ready());
    assertThat(pullers()).isEmpty();
  }

  @Test
  void doesNotWaitForNodesThatAreAwayNorForPodsWithoutANode() {
    objects.node("n1", "Unknown");
    objects.node("n9", "Unknown");
    runs("shop1-y", "connected-registry", "", OLD);

    assertThat(images.bring(RELEASE, NEW)).isEqualTo(new Health.Ready());
    assertThat(pullers()).isEmpty();
  }

  /** They share one thin link; the site's own node is not kept waiting for the others. */
  @Test
  void hasAFewPullAtATimeTheSitesOwnNodeFirst() {
    for (int node = 2; node <= 8; node++) {
      objects.node("n" + node, "True");
      runs("trust-" + node, "connected-registry-trust", "n" + node, OLD);
    }

    assertThat(images.bring(RELEASE, NEW).toString()).contains("and 5 more");
    assertThat(nodesOf(pullers())).hasSize(4).contains("n9");

    become("n9", DONE);
    images.bring(RELEASE, NEW);
    assertThat(nodesOf(pullers())).as("one done, four at it").hasSize(5);
  }

  @Test
  void namesTheNodeThatCannotPullAndWhy() {
    images.bring(RELEASE, NEW);
    become("n1", waiting("ErrImagePull", "dial tcp 10.0.0.1:443: i/o timeout"));
    become("n9", CREATING);

    Health.Broken cut = (Health.Broken) images.bring(RELEASE, NEW);

    assertThat(cut.mayPass()).isTrue();
    assertThat(cut.problems().getFirst().text())
        .contains("node n1: its image does not come", "i/o timeout", "what runs was not changed");
    become("n1", waiting("ErrImagePull", "not found"));
    assertThat(((Health.Broken) images.bring(RELEASE, NEW)).mayPass()).isFalse();
  }

  /** Kubelet calls a pull failed while it tries again; only its events tell. */
  @Test
  void knowsThatAnImageComesForLong() {
    images.bring(RELEASE, NEW);
    become("n1", waiting("ImagePullBackOff", "i/o timeout"));
    become("n9", DONE);
    event("n1", "Pulling", MADE);
    event("n1", "Failed", MADE.plusSeconds(5));
    event("n1", "Pulling", MADE.plusSeconds(20));

    now = MADE.plusSeconds(90);
    assertThat(images.bring(RELEASE, NEW))
        .as("it may fail again")
        .isInstanceOf(Health.Broken.class);
    now = MADE.plusSeconds(150);

    assertThat(images.bring(RELEASE, NEW))
        .isInstanceOfSatisfying(
            Health.Starting.class, starting -> assertThat(starting.pulling()).isTrue());
    event("n1", "Failed", MADE.plusSeconds(140));
    assertThat(images.bring(RELEASE, NEW)).isInstanceOf(Health.Broken.class);
  }

  /** A pod that failed before is tried again after minutes, though the link is back. */
  @Test
  void beginsAnewWhereKubeletWaitsForLong() {
    images.bring(RELEASE, NEW);
    become("n1", waiting("ImagePullBackOff", "i/o timeout"));
    become("n9", DONE);
    event("n1", "BackOff", MADE.plusSeconds(60));
    now = MADE.plusSeconds(119);
    images.bring(RELEASE, NEW);
    assertThat(nodesOf(pullers())).contains("n1");
    now = MADE.plus(Duration.ofMinutes(3));

    assertThat(images.bring(RELEASE, NEW)).isInstanceOf(Health.Broken.class);
    assertThat(nodesOf(pullers())).doesNotContain("n1");
    assertThat(images.bring(RELEASE, NEW)).isInstanceOf(Health.Starting.class);
    assertThat(nodesOf(pullers())).contains("n1");
  }

  @Test
  void takesTheImageForThereWhereItsContainerCannotRun() {
    images.bring(RELEASE, NEW);
    become("n1", waiting("CreateContainerError", "no such program"));
    become("n9", "{\"phase\":\"Failed\",\"reason\":\"OutOfpods\"}");

    assertThat(images.bring(RELEASE, NEW)).isEqualTo(new Health.Ready());
  }

  @Test
  void knowsItsPodsThoughWebhooksRewriteThem() {
    images.bring(RELEASE, NEW);
    for (JsonNode each : pullers()) {
      String mirrored = each.toString().replace(NEW.reference(), "mirror.example/outport:2");
      ObjectNode pod = (ObjectNode) JsonMapper.shared().readTree(mirrored);
      ((ObjectNode) pod.at("/metadata/annotations")).put("outport.io/image", NEW.reference());
      pod.withArray("/spec/containers").addObject().put("name", "proxy").put("image", "mesh:1");
      api.put("pods", pod.toString());
    }
    List<JsonNode> before = pullers();

    assertThat(images.bring(RELEASE, NEW)).isInstanceOf(Health.Starting.class);

    assertThat(pullers()).isEqualTo(before);
    become("n1", DONE);
    become("n9", DONE);
    assertThat(images.bring(RELEASE, NEW)).isEqualTo(new Health.Ready());
  }

  @Test
  void bringsTheNewestWishAlone() {
    images.bring(RELEASE, NEW);
    Image third = new Image("hub.example/outport@sha256:3", "");

    images.bring(RELEASE, third);

    assertThat(images.isComing(RELEASE, NEW)).isFalse();
    assertThat(pullers())
        .hasSize(2)
        .allSatisfy(
            each -> {
              assertThat(each.at("/spec/containers/0/image").asString())
                  .isEqualTo(third.reference());
              assertThat(each.at("/spec/imagePullSecrets").isMissingNode()).isTrue();
            });
  }

  /** A quota may let in the change, which ends one pod before it begins another. */
  @Test
  void doesNotWaitWhereItsPodsAreNotLetIn() {
    api.refuse("pods", "exceeded quota");

    assertThat(images.bring(RELEASE, NEW)).isEqualTo(new Health.Ready());
  }

  @Test
  void saysWhenTheApiServerDoesNotAnswer() {
    api.down(true);

    assertThatThrownBy(() -> images.bring(RELEASE, NEW)).isInstanceOf(ClusterException.class);
    assertThatThrownBy(() -> images.clear(RELEASE)).isInstanceOf(ClusterException.class);
  }

  private void runs(String name, String program, String node, Image image) {
    String where = node.isEmpty() ? "" : "\"nodeName\":\"%s\",".formatted(node);
    objects.object(
        "v1",
        "Pod",
        "pods",
        name,
        """
        "labels":{"app.kubernetes.io/instance":"shop1","app.kubernetes.io/name":"%s"},\
        """
            .formatted(program),
        "{%s\"containers\":[{\"name\":\"c\",\"image\":\"%s\"}]}"
            .formatted(where, image.reference()),
        "{}");
  }

  private List<JsonNode> pullers() {
    List<JsonNode> all = new ArrayList<>();
    for (String name : api.names("pods")) {
      JsonNode pod = api.read("pods", "site", name.substring("site/".length()));
      if (pod.toString().contains("connected-registry-image")) {
        all.add(pod);
      }
    }
    return all;
  }

  private static List<String> nodesOf(List<JsonNode> pods) {
    return pods.stream().map(each -> each.at("/spec/nodeName").asString()).toList();
  }

  private Optional<JsonNode> puller(String node) {
    return pullers().stream()
        .filter(each -> each.at("/spec/nodeName").asString().equals(node))
        .findFirst();
  }

  private void become(String node, String status) {
    ObjectNode pod = (ObjectNode) puller(node).orElseThrow();
    pod.set("status", JsonMapper.shared().readTree(status));
    ((ObjectNode) pod.path("metadata")).put("creationTimestamp", MADE.toString());
    api.put("pods", pod.toString());
  }

  private static String waiting(String reason, String message) {
    return """
    {"phase":"Pending","containerStatuses":[{"name":"image","ready":false,"restartCount":0,
     "state":{"waiting":{"reason":"%s","message":"%s"}}}]}\
    """
        .formatted(reason, message);
  }

  private void event(String node, String reason, Instant time) {
    String pod = puller(node).orElseThrow().at("/metadata/name").asString();
    api.put(
        "events",
        """
        {"apiVersion":"v1","kind":"Event","type":"Normal","reason":"%s","message":"words",
         "metadata":{"name":"%s.%d","namespace":"site"},"lastTimestamp":"%s",
         "involvedObject":{"kind":"Pod","name":"%s"}}\
        """
            .formatted(reason, pod, time.getEpochSecond(), time, pod));
  }
}
