package io.outport.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.agent.health.Distrust;
import io.outport.agent.health.Pod;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.StatusItem;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A release that worked for long, and then is not ready. */
final class ReconcileUnwellTest {
  private static final Pod ENDS_AGAIN =
      new Pod(
          "shop1-1",
          "shop1",
          false,
          "CrashLoopBackOff",
          "",
          3,
          "no space left",
          "",
          "",
          Distrust.NONE);

  private final VirtualClock clock = VirtualClock.start();
  private final PlayedCluster cluster = new PlayedCluster(clock);
  private final DesiredExtension old = Wishes.wish("shop1", "site");
  private final DesiredExtension newer = Wishes.wish("shop1", "site", 2, "1.1.0", Map.of());

  @BeforeEach
  void runsForLong() {
    look(old);
    assertThat(look(newer).provisioningState()).isEqualTo("Succeeded");
    clock.advance(Duration.ofHours(5));
  }

  @Test
  void passesOverAMomentAndSaysSo() {
    cluster.works = false;

    ExtensionReport report = look(newer);

    assertThat(report.provisioningState()).isEqualTo("Succeeded");
    assertThat(report.statuses()).extracting(StatusItem::code).containsExactly("NotReady");
    assertThat(report.statuses().getFirst().message()).contains("deployment shop1 has 0 of 1");
    clock.advance(Duration.ofMinutes(9));
    assertThat(look(newer).provisioningState()).isEqualTo("Succeeded");
    cluster.works = true;
    assertThat(look(newer).statuses()).extracting(StatusItem::code).containsExactly("Ready");

    cluster.works = false;
    clock.advance(Duration.ofMinutes(9));

    assertThat(look(newer).provisioningState()).as("it has its time anew").isEqualTo("Succeeded");
  }

  @Test
  void failsInTheEndGoesBackToNothingAndHeals() {
    cluster.works = false;
    look(newer);
    clock.advance(Duration.ofMinutes(11));

    ExtensionReport late = look(newer);

    assertThat(late.provisioningState()).isEqualTo("Failed");
    assertThat(late.toString()).contains("NotReadyInTime");
    assertThat(late.currentVersion()).isEqualTo("1.1.0");
    cluster.works = true;
    assertThat(look(newer).statuses()).extracting(StatusItem::code).containsExactly("Ready");
  }

  @Test
  void givesWhatIsBrokenItsOwnTimeAndTheOtherNoMoreThanTheirs() {
    cluster.works = false;
    look(newer);
    clock.advance(Duration.ofMinutes(5));
    cluster.stuck.put("shop1", ENDS_AGAIN);

    assertThat(look(newer).provisioningState()).isEqualTo("Succeeded");
    clock.advance(Duration.ofSeconds(25));
    assertThat(look(newer).provisioningState()).isEqualTo("Succeeded");
    clock.advance(Duration.ofSeconds(10));
    assertThat(look(newer).provisioningState()).isEqualTo("Failed");
    cluster.stuck.clear();
    assertThat(look(newer).provisioningState()).as("until it is well").isEqualTo("Failed");
    cluster.works = true;
    assertThat(look(newer).provisioningState()).isEqualTo("Succeeded");
  }

  @Test
  void doesNotWaitForEverForWhatIsBrokenNowAndThen() {
    cluster.works = false;
    for (int minute = 0; minute < 10; minute++) {
      look(newer);
      cluster.stuck.put("shop1", ENDS_AGAIN);
      assertThat(look(newer).provisioningState()).isEqualTo("Succeeded");
      cluster.stuck.clear();
      clock.advance(Duration.ofMinutes(1));
    }
    clock.advance(Duration.ofSeconds(1));

    assertThat(look(newer).provisioningState()).isEqualTo("Failed");
  }

  @Test
  void givesAChangeItsTimeAlsoWhereItLeadsBackToWhatWorked() {
    look(Wishes.wish("shop1", "site", 3, "1.0.0", Map.of()));
    cluster.works = false;
    clock.advance(Duration.ofHours(1));
    look(Wishes.wish("shop1", "site", 3, "1.0.0", Map.of()));
    clock.advance(Duration.ofHours(1));
    look(newer);

    ExtensionReport back = look(Wishes.wish("shop1", "site", 4, "1.0.0", Map.of()));

    assertThat(back.provisioningState()).isEqualTo("Updating");
  }

  /** By another agent each time, as after restarts. */
  private ExtensionReport look(DesiredExtension wish) {
    return Wishes.settle(cluster.reconciler(), wish);
  }
}
