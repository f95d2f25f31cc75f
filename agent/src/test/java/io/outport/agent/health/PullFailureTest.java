package io.outport.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pulls come to an end by themselves. */
final class PullFailureTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Back-off pulling image \"hub/outport:2\": ErrImagePull: failed to do request: Head"
            + " \"https://hub/v2\": dial tcp 192.0.2.1:443: connect: no route to host",
        "failed to copy: httpReadSeeker: failed open: read tcp: i/o timeout",
        "unexpected status from GET request: 503 Service Unavailable",
        "short read: expected 59 bytes but got 12: unexpected EOF",
      })
  void givesALinkItsTime(String words) {
    assertThat(broken(words).mayPass()).as(words).isTrue();
    assertThat(broken(words).problems().getFirst().text()).contains("by itself", words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "failed to resolve reference \"hub/outport:9\": hub/outport:9: not found",
        "failed to authorize: unexpected status: 401 Unauthorized",
        "tls: failed to verify certificate: x509: certificate signed by unknown authority",
        "Back-off pulling image \"hub/outport:2\"",
      })
  void waitsForNoAnswerThatWasGiven(String words) {
    assertThat(broken(words).mayPass()).as(words).isFalse();
    assertThat(broken(words).problems().getFirst().code()).isEqualTo("ImagePullFailed");
  }

  private static Health.Broken broken(String words) {
    Pod pod = new Pod("a", "site", false, "ImagePullBackOff", words, 0, "", "", "", Distrust.NONE);
    ReleaseSnapshot snapshot =
        new ReleaseSnapshot(
            List.of(new Workload("deployment", "site", 1, 0, true)),
            List.of(),
            List.of(pod),
            List.of(),
            0);
    return (Health.Broken) HealthJudge.judge(snapshot);
  }
}
