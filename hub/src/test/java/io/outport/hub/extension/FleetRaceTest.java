package io.outport.hub.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.agent.AgentKey;
import io.outport.hubapi.agent.AgentTokens;
import io.outport.hubapi.agent.EnrolRequest;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.Cluster;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.ResourceGroup;
import io.outport.hubapi.model.Rollout;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two who write at the same time: what one looked up is another's to delete meanwhile. */
class FleetRaceTest {
  private static final String NAME = "registry1";
  private static final String OTHER_GROUP = "sites";
  private static final int ROUNDS = 100;

  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();
  private LocalFleet local;

  @BeforeEach
  void open() {
    local = LocalFleet.open(folder, clock);
  }

  @AfterEach
  void close() {
    local.close();
  }

  @Test
  void takesNoExtensionForAClusterThatIsDeletedMeanwhile() {
    ExtensionDesk desk = local.extensions();
    assertThat(local.deleteCluster()).isTrue();

    assertThatThrownBy(() -> desk.put(NAME, wish()))
        .isInstanceOfSatisfying(
            ResourceProblem.class,
            problem -> assertThat(problem.kind()).isEqualTo(ResourceProblem.Kind.NOT_FOUND))
        .hasMessageContaining("cluster 'site1'");
    assertThat(local.fleet().store().extensions()).isEmpty();
  }

  @Test
  void takesNoExtensionForAClusterThatIsMadeAnewMeanwhile() {
    ExtensionDesk desk = local.extensions();
    assertThat(local.deleteCluster()).isTrue();
    local.putCluster();

    assertThatThrownBy(() -> desk.put(NAME, wish())).hasMessageContaining("cluster 'site1'");
    assertThat(local.fleet().store().extensions()).isEmpty();
  }

  @Test
  void leavesTheExtensionsOfAClusterThatIsMadeAnewMeanwhile() {
    ExtensionDesk desk = local.extensions();
    assertThat(local.deleteCluster()).isTrue();
    local.putCluster();
    var _ = local.extensions().put(NAME, wish());

    assertThatThrownBy(() -> desk.delete(NAME)).hasMessageContaining("cluster 'site1'");
    assertThatThrownBy(() -> desk.patch(NAME, wish())).hasMessageContaining("cluster 'site1'");
    assertThat(local.fleet().store().extensions()).hasSize(1);
  }

  @Test
  void hasAnExtensionRemovedByAnAgentThatEnrolledMeanwhile() {
    var _ = local.extensions().put(NAME, wish());
    ExtensionDesk desk = local.extensions();
    enrol(AgentKey.generate(new SecureRandom()));

    assertThat(desk.delete(NAME)).isTrue();

    assertThat(local.fleet().store().extensions())
        .singleElement()
        .matches(each -> each.wish().deleting());
  }

  @Test
  void keepsNoExtensionWithoutItsClusterWhateverTheOrder() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < ROUNDS; round++) {
        CyclicBarrier start = new CyclicBarrier(2);
        Future<?> putting = threads.submit(() -> put(start));
        Future<?> deleting = threads.submit(() -> delete(start));
        putting.get(30, TimeUnit.SECONDS);
        deleting.get(30, TimeUnit.SECONDS);

        boolean orphan =
            local.fleet().store().clusters().isEmpty()
                && !local.fleet().store().extensions().isEmpty();
        assertThat(orphan).as("round %d", round).isFalse();
        if (!local.fleet().store().extensions().isEmpty()) {
          var _ = local.extensions().delete(NAME);
        }
        local.putCluster();
      }
    }
  }

  @Test
  void takesNothingForAGroupThatIsDeletedMeanwhile() {
    makeGroup();
    ClusterDesk clusters = local.fleet().clusters(OTHER_GROUP);
    RolloutDesk rollouts = local.fleet().rollouts(OTHER_GROUP, LocalFleet.WRITER);
    assertThat(local.fleet().groups().delete(OTHER_GROUP)).isTrue();

    assertThatThrownBy(() -> clusters.put("shop1", Cluster.of(null, null)))
        .hasMessageContaining("no resource group 'sites'");
    assertThatThrownBy(() -> rollouts.put("r1", rollout()))
        .hasMessageContaining("no resource group 'sites'");
    makeGroup();
    assertThat(clusters.list()).isEmpty();
    assertThat(rollouts.list()).isEmpty();
  }

  @Test
  void keepsNoClusterWithoutItsGroupWhateverTheOrder() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < ROUNDS; round++) {
        makeGroup();
        CyclicBarrier start = new CyclicBarrier(2);
        Future<?> putting = threads.submit(() -> putCluster(start));
        Future<?> deleting = threads.submit(() -> deleteGroup(start));
        putting.get(30, TimeUnit.SECONDS);
        deleting.get(30, TimeUnit.SECONDS);

        boolean there = local.fleet().groups().exists(OTHER_GROUP);
        assertThat(local.fleet().clusters(OTHER_GROUP).list())
            .as("round %d", round)
            .hasSize(there ? 1 : 0);
        var _ = local.fleet().clusters(OTHER_GROUP).delete("shop1");
      }
    }
  }

  @Test
  void keepsTheKeyThatTwoFirstCallsOfItProve() {
    AgentKey first = AgentKey.generate(new SecureRandom());
    AgentKey next = AgentKey.generate(new SecureRandom());
    ClusterEntry enrolled = enrol(first);
    assertThat(local.agents().rotate(enrolled, next.publicPem())).isTrue();
    ClusterEntry before = local.cluster();

    var _ = signIn(next);
    local.agents().takeOver(before, next.publicPem());

    assertThat(signIn(next)).isInstanceOf(AgentDesk.SignIn.Accepted.class);
  }

  @Test
  void announcesNoKeyForAnAgentWhosePlaceAnotherTook() {
    ClusterEntry old = enrol(AgentKey.generate(new SecureRandom()));
    AgentKey stranger = AgentKey.generate(new SecureRandom());
    enrol(AgentKey.generate(new SecureRandom()));

    var _ = local.agents().rotate(old, stranger.publicPem());

    assertThat(signIn(stranger)).isInstanceOf(AgentDesk.SignIn.Refused.class);
  }

  @Test
  void tellsAnAgentNothingOfAClusterThatIsMadeAnewWhileItWaits() throws Exception {
    ClusterEntry old = enrol(AgentKey.generate(new SecureRandom()));
    assertThat(local.deleteCluster()).isTrue();
    local.putCluster();
    var _ = local.extensions().put(NAME, wish());

    assertThat(local.agents().await(old, 0, Duration.ZERO)).isEmpty();
    var gone = new ExtensionReport(1, "Deleting", null, List.of(), null, null, true);
    assertThat(local.agents().report(old, NAME, gone)).isFalse();
  }

  @Test
  void tellsAnAgentNothingWhosePlaceAnotherTookWhileItWaits() throws Exception {
    ClusterEntry old = enrol(AgentKey.generate(new SecureRandom()));
    ClusterEntry other = enrol(AgentKey.generate(new SecureRandom()));
    var _ = local.extensions().put(NAME, wish());

    assertThat(local.agents().await(old, 0, Duration.ZERO)).isEmpty();
    assertThat(local.agents().await(other, 0, Duration.ZERO)).isPresent();
  }

  @Test
  void asksNoClusterThatIsMadeAnewForTheArchiveOfTheEarlierOne() throws Exception {
    var _ = local.extensions().put(NAME, wish());
    String id = local.extensions().askForDiagnostics(NAME, List.of()).orElseThrow();
    assertThat(local.extensions().delete(NAME)).isTrue();
    assertThat(local.deleteCluster()).isTrue();
    local.putCluster();
    ClusterEntry fresh = enrol(AgentKey.generate(new SecureRandom()));

    assertThat(local.agents().await(fresh, 0, Duration.ZERO))
        .hasValueSatisfying(state -> assertThat(state.diagnostics()).isEmpty());
    assertThat(local.agents().deliver(fresh, id, "")).isFalse();
    assertThat(local.extensions().diagnostics(id)).isInstanceOf(Diagnostics.State.Unknown.class);
  }

  @Test
  void takesAClusterThatIsMadeAnewForNeverHeard() {
    ClusterEntry old = enrol(AgentKey.generate(new SecureRandom()));
    assertThat(local.deleteCluster()).isTrue();
    local.fleet().store().hear(old, clock.instant());
    local.putCluster();

    assertThat(local.fleet().store().heard(local.cluster())).isEmpty();
  }

  private void makeGroup() {
    var _ =
        local
            .fleet()
            .groups()
            .put(OTHER_GROUP, new ResourceGroup(null, null, null, null, null, null));
  }

  private void putCluster(CyclicBarrier start) {
    meet(start);
    try {
      var _ = local.fleet().clusters(OTHER_GROUP).put("shop1", Cluster.of(null, null));
    } catch (ResourceProblem ignored) {
      // The deletion came first, as it may.
    }
  }

  private void deleteGroup(CyclicBarrier start) {
    meet(start);
    try {
      var _ = local.fleet().groups().delete(OTHER_GROUP);
    } catch (ResourceProblem ignored) {
      // The cluster came first, as it may.
    }
  }

  private void put(CyclicBarrier start) {
    try {
      ExtensionDesk desk = local.extensions();
      meet(start);
      var _ = desk.put(NAME, wish());
    } catch (ResourceProblem ignored) {
      // The deletion came first, as it may.
    }
  }

  private void delete(CyclicBarrier start) {
    meet(start);
    try {
      var _ = local.deleteCluster();
    } catch (ResourceProblem ignored) {
      // The extension came first, as it may.
    }
  }

  private static void meet(CyclicBarrier start) {
    try {
      start.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException failure) {
      throw new IllegalStateException("the other thread did not come", failure);
    }
  }

  private ClusterEntry enrol(AgentKey key) {
    String secret = local.fleet().clusters(LocalFleet.GROUP).enroll(LocalFleet.CLUSTER).secret();
    assertThat(local.agents().enrol(new EnrolRequest(id(), secret, key.publicPem())))
        .isInstanceOf(AgentDesk.Enrolment.Accepted.class);
    return local.cluster();
  }

  private AgentDesk.SignIn signIn(AgentKey key) {
    return local.agents().signIn(new AgentTokens(clock, new SecureRandom()).issue(id(), key));
  }

  private String id() {
    return local.fleet().views().id(local.cluster()).toString();
  }

  private static Rollout rollout() {
    return Rollout.of(
        Rollout.Properties.asked(ExtensionType.CONNECTED_REGISTRY, "1.0.0", null, null, "PT0S"));
  }

  private static Extension wish() {
    return Extension.of(
        Extension.Properties.asked(
            ExtensionType.CONNECTED_REGISTRY, null, null, null, null, null, Map.of()));
  }
}
