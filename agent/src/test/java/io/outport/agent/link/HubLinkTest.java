package io.outport.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.agent.AgentCredentials;
import io.outport.hubapi.agent.AgentException;
import io.outport.oci.client.OutwardProxy;
import io.outport.pki.Pem;
import io.outport.testkit.TestIdentity;
import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Enrolment, keys and passwords, against a hub over HTTP, with each write failing once. */
final class HubLinkTest {
  @TempDir private Path folder;

  private final MemoryState states = new MemoryState();
  private final VirtualClock clock = new VirtualClock(Instant.now());
  private FakeHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = FakeHub.start();
    write("hub", hub.uri().toString());
    write("clusterId", FakeHub.CLUSTER);
    write("secret", "secret-one");
    write("ca.crt", "");
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void enrolsOnceAndKeepsTheKeyForTheNextStart() {
    try (HubLink first = link()) {
      first.client().credentials();
    }
    try (HubLink second = link()) {
      second.client().credentials();
    }

    assertThat(hub.enrolledKeys).hasSize(1);
    assertThat(states.written.getFirst().isEnrolled()).isFalse();
    assertThat(states.written.getFirst().key().publicPem()).isEqualTo(hub.enrolledKeys.getFirst());
  }

  @Test
  void callsTheHubAsItsEnrolmentDoes() {
    try (HubLink link = link()) {
      assertThat(link.address()).isEqualTo(hub.uri().getAuthority());
    }
  }

  @Test
  void enrolsAgainWithTheSameKeyWhereTheAnswerWasLost() {
    hub.lost = "enroll";
    try (HubLink first = link()) {
      assertThatThrownBy(first::client).isInstanceOf(AgentException.class);
    }
    try (HubLink second = link()) {
      second.client().credentials();
    }

    assertThat(hub.enrolledKeys).hasSize(2);
    assertThat(hub.enrolledKeys.getFirst()).isEqualTo(hub.enrolledKeys.getLast());
  }

  @Test
  void enrolsAgainWithTheSameKeyWhereItDiedBeforeItNotedTheAnswer() {
    states.failing = 2;
    try (HubLink first = link()) {
      assertThatThrownBy(first::client).isInstanceOf(IllegalStateException.class);
    }
    try (HubLink second = link()) {
      second.client().credentials();
    }

    assertThat(hub.enrolledKeys.getFirst()).isEqualTo(hub.enrolledKeys.getLast());
  }

  @Test
  void takesANewSecretAfterTheHubForgotTheKey() throws IOException {
    HubLink link = link();
    link.client().credentials();
    hub.key = "";
    assertThatThrownBy(() -> link.client().credentials())
        .isInstanceOfSatisfying(
            AgentException.class,
            failure -> assertThat(failure.kind()).isEqualTo(AgentException.Kind.UNAUTHORIZED));

    hub.secret = "secret-two";
    hub.fresh = true;
    write("secret", "secret-two");
    link.doubt();

    assertThat(link.client().credentials().username()).isEqualTo("agent.shop");
    link.close();
  }

  /** As after the cluster was deleted at the hub and connected anew: the old account is gone. */
  @Test
  void forgetsThePasswordOfAnEarlierEnrolment() throws IOException {
    try (HubLink link = link()) {
      assertThat(link.credentials().username()).isEqualTo("agent.shop");
      hub.account = "agent.new";
      hub.secret = "secret-two";
      hub.fresh = true;
      write("secret", "secret-two");

      link.doubt();
      link.client();

      assertThat(link.credentials().username()).isEqualTo("agent.new");
    }
  }

  @Test
  void forgetsThePasswordOfAnotherHub() throws IOException {
    try (HubLink link = link();
        FakeHub other = FakeHub.start()) {
      link.credentials();
      other.account = "agent.other";
      write("hub", other.uri().toString());

      link.doubt();
      link.client();

      assertThat(link.credentials().username()).isEqualTo("agent.other");
    }
  }

  @Test
  void asksForAnotherPasswordWhereTheRegistryRefusesOne() {
    try (HubLink link = link()) {
      AgentCredentials first = link.credentials();
      hub.account = "agent.new";

      link.refused(first);
      AgentCredentials second = link.credentials();
      link.refused(first);

      assertThat(second.username()).isEqualTo("agent.new");
      assertThat(link.credentials()).isSameAs(second);
    }
  }

  @Test
  void givesNoOldPasswordWhereTheHubKnowsTheAgentNoMore() {
    try (HubLink link = link()) {
      link.credentials();
      clock.advance(Duration.ofMinutes(55));
      hub.key = "";

      assertThatThrownBy(link::credentials).isInstanceOf(AgentException.class);
    }
  }

  @Test
  void goesOnAsBeforeWhereANewSecretIsRefused() throws IOException {
    HubLink link = link();
    link.client().credentials();
    write("secret", "came-too-late");
    link.doubt();

    assertThat(link.client().credentials().username()).isEqualTo("agent.shop");
    link.close();
  }

  @Test
  void refusesToBeginWithAWrongSecret() throws IOException {
    write("secret", "wrong");

    try (HubLink link = link()) {
      assertThatThrownBy(link::client)
          .isInstanceOfSatisfying(
              AgentException.class,
              failure ->
                  assertThat(failure.kind()).isEqualTo(AgentException.Kind.ENROLMENT_REFUSED));
    }
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    Files.delete(folder.resolve("clusterId"));

    try (HubLink link = link()) {
      assertThatThrownBy(link::client)
          .hasMessageContaining("no clusterId")
          .hasMessageContaining("outport cluster connect");
    }
  }

  @Test
  void renewsAnOldKey() {
    try (HubLink link = link()) {
      link.client();
      String before = hub.key;
      clock.advance(Duration.ofSeconds(10));
      link.renewKey(Duration.ofSeconds(20));
      assertThat(hub.key).isEqualTo(hub.enrolledKeys.getFirst());

      clock.advance(Duration.ofSeconds(11));
      link.renewKey(Duration.ofSeconds(20));

      assertThat(hub.key).isNotEqualTo(before);
      assertThat(states.written.getLast().key().publicPem()).isEqualTo(hub.key);
      assertThat(states.written.getLast().findNext()).isEmpty();
      assertThat(link.client().credentials().username()).isEqualTo("agent.shop");
    }
  }

  @Test
  void endsARenewalThatWasCutOffWithTheSameKey() {
    for (String cut : new String[] {"key", "credentials"}) {
      try (HubLink link = link()) {
        link.client();
        clock.advance(Duration.ofSeconds(30));
        hub.lost = cut;
        assertThatThrownBy(() -> link.renewKey(Duration.ofSeconds(20)))
            .isInstanceOf(AgentException.class);
      }
      String announced = states.written.getLast().findNext().orElseThrow().publicPem();

      try (HubLink again = link()) {
        again.client().credentials();
      }

      assertThat(hub.key).isEqualTo(announced);
      assertThat(states.written.getLast().key().publicPem()).isEqualTo(announced);
    }
  }

  @Test
  void remembersTheLoginServerAndGivesPasswordsThatHoldWhileTheHubIsAway() {
    try (HubLink first = link()) {
      assertThat(first.loginServer()).isEqualTo("hub.example:8443");
      assertThat(first.credentials()).isSameAs(first.credentials());
      hub.refuse("credentials", 503, "UNAVAILABLE");
      clock.advance(Duration.ofMinutes(55));
      assertThat(first.credentials().password()).isEqualTo("pull-password");
      clock.advance(Duration.ofMinutes(6));
      assertThatThrownBy(first::credentials).isInstanceOf(AgentException.class);
    }
    hub.close();

    try (HubLink second = link()) {
      assertThat(second.loginServer()).isEqualTo("hub.example:8443");
    }
  }

  @Test
  void saysThatTheHubsCaCannotBeUsed() throws IOException {
    write("ca.crt", "not a certificate");

    try (HubLink link = link()) {
      assertThatThrownBy(link::client).hasMessageContaining("ca.crt cannot be used");
    }
  }

  @Test
  void trustsTheGivenCaBesideThePublicOnes() throws IOException {
    write("ca.crt", Pem.certificate(TestIdentity.forLoopback().authority()));

    try (HubLink link = link()) {
      assertThat(link.trust()).isNotNull();
      assertThat(link.client().credentials().username()).isEqualTo("agent.shop");
    }
  }

  private HubLink link() {
    return new HubLink(
        new EnrolmentFolder(folder), states, clock, new SecureRandom(), OutwardProxy.NONE);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
