package io.outport.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A release as it is but for nodes that are to be left out of account. */
final class ReleaseSnapshotTest {
  private static final String BAD = "node n1: restart containerd";

  private static final Pod DISTRUSTS = pod("trust-1", false, BAD);

  @Test
  void isReadyWhereOnlyTheNodeThatIsLeftOutIsNot() {
    assertThat(HealthJudge.judge(trust(2, true, DISTRUSTS))).isInstanceOf(Health.Broken.class);
    assertThat(HealthJudge.judge(trust(2, true, DISTRUSTS).without(List.of(BAD))))
        .isInstanceOf(Health.Ready.class);
  }

  @Test
  void waitsForTheOtherNodesStill() {
    assertThat(HealthJudge.judge(trust(1, true, DISTRUSTS).without(List.of(BAD))))
        .isEqualTo(new Health.Starting("daemonset trust has 1 of 2 pods ready"));
    assertThat(HealthJudge.judge(trust(2, false, DISTRUSTS).without(List.of(BAD))))
        .as("pods of the old template are about still")
        .isInstanceOf(Health.Starting.class);
  }

  @Test
  void leavesOutNoOtherReasonAndNoPodThatIsReady() {
    assertThat(HealthJudge.judge(trust(2, true, DISTRUSTS).without(List.of("node n1: x509"))))
        .isInstanceOf(Health.Broken.class);
    assertThat(trust(3, true, pod("trust-1", true, BAD)).distrust()).isEmpty();
    assertThat(trust(3, true, pod("trust-1", true, BAD)).without(List.of(BAD)))
        .isEqualTo(trust(3, true, pod("trust-1", true, BAD)));
  }

  @Test
  void namesTheFirstOfManyBadNodesAndAllOtherProblems() {
    List<Pod> pods = new ArrayList<>();
    for (int node = 1; node <= 20; node++) {
      pods.add(pod("trust-" + node, false, "node n%d: x509".formatted(node)));
    }
    pods.add(new Pod("site-1", "site", false, "ErrImagePull", "", 0, "", "", "", Distrust.NONE));

    Health health =
        HealthJudge.judge(
            new ReleaseSnapshot(
                List.of(new Workload("daemonset", "trust", 20, 0, true)),
                List.of(),
                pods,
                List.of(),
                0));

    assertThat(health)
        .isInstanceOfSatisfying(
            Health.Broken.class,
            broken -> {
              assertThat(broken.problems()).hasSize(10);
              assertThat(broken.problems().getFirst().code()).isEqualTo("ImagePullFailed");
              assertThat(broken.problems().get(8).message()).isEqualTo("node n8: x509");
              assertThat(broken.problems().getLast().message()).contains("and 12 more nodes");
            });
  }

  @Test
  void tellsWhatANodeWaitsForAndRemembersNothingOfIt() {
    String words = "node n1: containerd does not answer yet";
    ReleaseSnapshot waits = trust(2, true, pod("trust-1", false, new Distrust(words, true)));

    assertThat(waits.distrust()).isEmpty();
    assertThat(waits.without(List.of(words))).as("nothing is left out").isEqualTo(waits);
    assertThat(HealthJudge.judge(waits))
        .isInstanceOfSatisfying(
            Health.Broken.class,
            broken -> {
              assertThat(broken.mayPass()).isTrue();
              assertThat(broken.problems().getFirst().code()).isEqualTo("NodeWaiting");
              assertThat(broken.problems().getFirst().message()).isEqualTo(words);
            });
  }

  @Test
  void leavesOutANodeThatWaitedBeforeWhateverItSays() {
    Distrust before = new Distrust("node n1: nothing answers", true);
    List<String> said = trust(2, true, pod("trust-1", false, before)).waiting();
    ReleaseSnapshot now =
        trust(2, true, pod("trust-1", false, new Distrust("node n1: connection reset", true)));
    Distrust worse = new Distrust("node n1: x509", false);

    assertThat(now.stillSaid(said)).hasSize(1).isEqualTo(said);
    assertThat(HealthJudge.judge(now.without(said))).isInstanceOf(Health.Ready.class);
    assertThat(HealthJudge.judge(trust(2, true, pod("trust-1", false, worse)).without(said)))
        .isInstanceOf(Health.Broken.class);
    assertThat(now.distrust(List.of())).as("it may have begun to wait just now").isEmpty();
    assertThat(now.distrust(said)).isEqualTo(said);
  }

  @Test
  void keepsWhatWasSaidOfANodeThatIsAway() {
    List<String> before = List.of("node n2: x509", "node n22: x509", "node n3: x509");

    assertThat(trust(2, true, DISTRUSTS).distrust(before)).containsExactly(BAD, "node n2: x509");
  }

  /** Of three nodes that are there, and one that is away. */
  private static ReleaseSnapshot trust(int ready, boolean current, Pod pod) {
    return new ReleaseSnapshot(
        List.of(new Workload("daemonset", "trust", 3, ready, current)),
        List.of(),
        List.of(pod),
        List.of(new AwayNode("n2", "")),
        0);
  }

  private static Pod pod(String name, boolean ready, String distrust) {
    return pod(name, ready, new Distrust(distrust, false));
  }

  private static Pod pod(String name, boolean ready, Distrust distrust) {
    return new Pod(name, "trust", ready, "", "", 0, "", "", "", distrust);
  }
}
