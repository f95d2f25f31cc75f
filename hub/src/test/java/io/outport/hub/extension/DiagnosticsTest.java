package io.outport.hub.extension;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.gateway.Bell;
import io.outport.hubapi.agent.DesiredState.DiagnosticsRequest;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Archives that people ask for: the newest are there, and nobody is in another's way. */
final class DiagnosticsTest {
  private final VirtualClock clock = VirtualClock.start();
  private final Diagnostics diagnostics = new Diagnostics(new Bell(), clock);

  @Test
  void keepsWhatCameLastWhoeverAskedFirst() {
    for (String site : List.of("1", "2", "3", "4", "5")) {
      assertThat(ask(site, "shop", site)).isTrue();
    }

    for (String site : List.of("2", "3", "4", "5", "1")) {
      assertThat(diagnostics.deliver(site, site, "archive")).isTrue();
    }

    assertThat(diagnostics.state("1", "1")).isEqualTo(new Diagnostics.State.Ready("archive"));
    assertThat(diagnostics.state("2", "2")).isEqualTo(new Diagnostics.State.Unknown());
    assertThat(diagnostics.state("3", "3")).isEqualTo(new Diagnostics.State.Ready("archive"));
  }

  @Test
  void letsNoClusterThatDoesNotAnswerBeInTheWayOfAnother() {
    for (int at = 0; at < 40; at++) {
      assertThat(ask("offline" + at, "shop", "a" + at)).isTrue();
      assertThat(ask("offline" + at, "other", "b" + at)).isTrue();
    }

    assertThat(ask("offline0", "third", "c")).as("two wait").isFalse();
    assertThat(ask("site", "shop", "1")).isTrue();
    assertThat(diagnostics.deliver("site", "1", "archive")).isTrue();
    assertThat(diagnostics.state("site", "1")).isEqualTo(new Diagnostics.State.Ready("archive"));
  }

  @Test
  void hasABoundForAll() {
    int taken = 0;
    while (taken < 10_000 && ask("cluster" + taken, "shop", "" + taken)) {
      taken++;
    }

    assertThat(taken).isEqualTo(Diagnostics.MAX_REQUESTS);
    clock.advance(Diagnostics.LIFETIME.plus(Duration.ofSeconds(1)));
    assertThat(ask("site", "shop", "later")).isTrue();
  }

  @Test
  void replacesARequestThatWaitsByAnotherForTheSame() {
    assertThat(ask("site", "shop", "1")).isTrue();
    assertThat(ask("site", "other", "2")).isTrue();
    assertThat(ask("site", "shop", "3")).isTrue();

    assertThat(diagnostics.open("site"))
        .extracting(DiagnosticsRequest::id)
        .containsExactly("2", "3");
    assertThat(diagnostics.state("site", "1")).isEqualTo(new Diagnostics.State.Unknown());
  }

  @Test
  void leavesAnArchiveThatIsThereToWhoAskedForIt() {
    assertThat(ask("site", "shop", "1")).isTrue();
    assertThat(diagnostics.deliver("site", "1", "archive")).isTrue();

    assertThat(ask("site", "shop", "2")).isTrue();

    assertThat(diagnostics.state("site", "1")).isEqualTo(new Diagnostics.State.Ready("archive"));
    assertThat(diagnostics.state("site", "2")).isEqualTo(new Diagnostics.State.Waiting());
  }

  private boolean ask(String cluster, String extension, String id) {
    return diagnostics.ask(cluster, new DiagnosticsRequest(id, extension, List.of()));
  }
}
