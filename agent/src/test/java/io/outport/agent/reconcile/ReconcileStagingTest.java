package io.outport.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.agent.health.Health;
import io.outport.agent.problem.Problem;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The image of an upgrade is on the nodes before anything of what runs is changed. */
final class ReconcileStagingTest {
  private static final Health COMES = new Health.Starting("n1 pulls", true);
  private static final Health BEGINS = new Health.Starting("n1 pulls");
  private static final Health CUT = broken("ImageUnreachable", "i/o timeout");
  private static final Health MISSING = broken("ImagePullFailed", "not found");

  private final VirtualClock clock = VirtualClock.start();
  private final PlayedCluster cluster = new PlayedCluster(clock);
  private final DesiredExtension old = Wishes.wish("shop1", "site");
  private final DesiredExtension newer = Wishes.wish("shop1", "site", 2, "1.1.0", Map.of());

  @BeforeEach
  void runs() {
    assertThat(look(old).provisioningState()).isEqualTo("Succeeded");
    assertThat(cluster.images.asked).as("a first installation has nothing to lose").isEmpty();
  }

  @Test
  void changesNothingBeforeTheImageIsThere() {
    cluster.images.health = BEGINS;

    ExtensionReport report = look(newer);

    assertThat(report.provisioningState()).isEqualTo("Updating");
    assertThat(report.statuses().getFirst().code()).isEqualTo("ImagePulling");
    assertThat(report.currentVersion()).isEqualTo("1.0.0");
    assertThat(cluster.images.asked)
        .containsExactly(
            new NodeImages.Image(
                "hub.example:8443/outport/connected-registry@sha256:1", PullSecrets.NAME));
    cluster.images.health = new Health.Ready();
    assertThat(look(newer).currentVersion()).isEqualTo("1.1.0");
    assertThat(cluster.images.isClear()).isTrue();
  }

  @Test
  void waitsForHoursWhileTheImageComes() {
    cluster.images.health = BEGINS;
    look(newer);
    cluster.images.health = COMES;
    for (int minute = 0; minute < 300; minute++) {
      clock.advance(Duration.ofMinutes(1));
      assertThat(look(newer).provisioningState()).isEqualTo("Updating");
    }
    cluster.images.health = new Health.Ready();

    assertThat(look(newer).provisioningState()).isEqualTo("Succeeded");
    assertThat(look(newer).currentVersion()).isEqualTo("1.1.0");
    assertThat(cluster.read("shop1").findWaitsSince()).isEmpty();
  }

  /** Also while the hub does not answer the agent: its link is the same. */
  @Test
  void saysThatTheLinkIsCutAndGoesOnWhenItIsMended() {
    cluster.images.health = COMES;
    look(newer);
    cluster.hub.away = true;
    cluster.images.health = CUT;
    clock.advance(Duration.ofMinutes(2));

    ExtensionReport cut = look(newer);

    assertThat(cut.provisioningState()).isEqualTo("Updating");
    assertThat(cut.toString()).contains("i/o timeout");
    clock.advance(Duration.ofMinutes(11));
    ExtensionReport late = look(newer);
    assertThat(late.provisioningState()).isEqualTo("Failed");
    assertThat(late.toString()).contains("ImageUnreachable", "i/o timeout");
    assertThat(late.currentVersion()).isEqualTo("1.0.0");

    cluster.hub.away = false;
    cluster.images.health = COMES;
    assertThat(look(newer).provisioningState()).isEqualTo("Updating");
    cluster.images.health = new Health.Ready();
    assertThat(look(newer).currentVersion()).isEqualTo("1.1.0");
  }

  @Test
  void failsSoonWhereTheImageIsRefusedAndChangesNothing() {
    int before = cluster.helm.tries;
    cluster.images.health = MISSING;
    look(newer);
    clock.advance(Situation.BROKEN_PATIENCE.plusSeconds(1));

    ExtensionReport report = look(newer);

    assertThat(report.provisioningState()).isEqualTo("Failed");
    assertThat(report.toString()).contains("ImagePullFailed", "not found");
    assertThat(cluster.helm.tries).isEqualTo(before);
    assertThat(look(old).provisioningState()).as("wished back").isEqualTo("Succeeded");
    assertThat(cluster.images.isClear()).isTrue();
  }

  @Test
  void doesNotWaitWithoutEndForANodeThatDoesNotBegin() {
    cluster.images.health = BEGINS;
    look(newer);
    clock.advance(Duration.ofMinutes(11));

    assertThat(look(newer).toString()).contains("Failed", "ImageNotOnNode", "n1 pulls");
  }

  @Test
  void beginsNothingThatPreflightRefuses() {
    cluster.images.health = BEGINS;
    DesiredExtension refused =
        Wishes.wish("shop1", "site", 2, "1.1.0", Map.of("pvc.storageClassName", "none"));

    assertThat(look(refused).provisioningState()).isEqualTo("Failed");
    assertThat(cluster.images.asked).isEmpty();
  }

  @Test
  void bringsTheImageOfTheNextTryToo() {
    cluster.works = false;
    look(newer);
    cluster.images.health = BEGINS;

    ExtensionReport report = look(Wishes.wish("shop1", "site", 3, "1.2.0", Map.of()));

    assertThat(report.statuses().getFirst().code()).isEqualTo("ImagePulling");
  }

  private static Health broken(String code, String words) {
    return new Health.Broken(List.of(new Problem(code, "node n1", words, "wait")));
  }

  /** By another agent each time, as after restarts. */
  private ExtensionReport look(DesiredExtension wish) {
    return Wishes.settle(cluster.reconciler(), wish);
  }
}
