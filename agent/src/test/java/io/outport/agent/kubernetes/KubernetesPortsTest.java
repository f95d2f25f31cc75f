package io.outport.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.FakeApi;
import io.outport.agent.chart.HubAccount;
import io.outport.agent.cluster.ClusterException;
import io.outport.agent.link.AgentState;
import io.outport.agent.problem.Problem;
import io.outport.agent.reconcile.Footing;
import io.outport.agent.reconcile.GoodRelease;
import io.outport.agent.reconcile.Memory;
import io.outport.agent.reconcile.NodesBefore;
import io.outport.agent.reconcile.Unwell;
import io.outport.hubapi.agent.AgentCredentials;
import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.AgentKey;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.pki.TrustBundle;
import io.outport.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the agent keeps in secrets, over HTTP. */
final class KubernetesPortsTest {
  private static final String HOME = "outport-agent";

  private static final Memory MEMORY =
      new Memory(
          new GoodRelease(
              3,
              "abc",
              new DesiredExtension.Chart("charts/connected-registry", "1.2.3", "sha256:1"),
              Map.of("tls", Map.of("crt", "x"), "list", List.of(1, 2), "on", true)),
          "def",
          List.of(new Problem("Code", "where", "what", "remedy")),
          new Footing("site", true),
          new NodesBefore("abc", List.of("node n1: x509")),
          Instant.parse("2026-01-01T00:00:00Z"),
          new Unwell(
              Instant.parse("2026-01-01T00:00:01Z"), Instant.parse("2026-01-01T00:00:02Z"), true));

  private static final Duration MARGIN = KubernetesPullSecrets.MARGIN;

  private final VirtualClock clock = VirtualClock.start();
  @AutoClose private final FakeApi api = FakeApi.start();
  @AutoClose private final KubernetesClient client = api.client();

  @Test
  void remembersEachExtensionInASecretOfItsOwn() {
    SecretMemories memories = new SecretMemories(client, "outport-agent");
    assertThat(memories.read("Shop_1")).isEqualTo(Memory.EMPTY);

    memories.write("Shop_1", Memory.EMPTY);
    memories.write("Shop_1", MEMORY);
    memories.write("shop2", Memory.EMPTY.standingOn(new Footing("site", false)));

    assertThat(memories.read("Shop_1")).isEqualTo(MEMORY);
    assertThat(memories.list()).containsExactlyInAnyOrder("Shop_1", "shop2");
    assertThat(api.names("secrets")).hasSize(2).allMatch(name -> name.startsWith("outport-agent/"));
    memories.forget("Shop_1");
    memories.forget("Shop_1");
    assertThat(memories.read("Shop_1")).isEqualTo(Memory.EMPTY);
    assertThat(memories.list()).containsExactly("shop2");
  }

  @Test
  void readsWhatOlderAgentsRemembered() {
    SecretMemories memories = new SecretMemories(client, "outport-agent");
    memories.write("shop1", Memory.EMPTY);
    String name = api.names("secrets").getFirst().split("/", -1)[1];
    String older =
        """
        {"lastGood":null,"givenUp":"def","reasons":[],"footing":null,
         "nodesBefore":{"fingerprint":"abc","distrusting":["node n1: x509"]},
         "waitsSince":"2026-01-01T00:00:00Z"}\
        """;
    api.put(
        "secrets",
        """
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s","namespace":"outport-agent"},
         "data":{"memory.json":"%s"}}\
        """
            .formatted(
                name, Base64.getEncoder().encodeToString(older.getBytes(StandardCharsets.UTF_8))));

    assertThat(memories.read("shop1"))
        .isEqualTo(
            new Memory(
                null,
                "def",
                List.of(),
                null,
                new NodesBefore("abc", List.of("node n1: x509")),
                Instant.parse("2026-01-01T00:00:00Z"),
                null));
  }

  @Test
  void saysWhichMemoryIsDamaged() {
    SecretMemories memories = new SecretMemories(client, "outport-agent");
    memories.write("shop1", MEMORY);
    String name = api.names("secrets").getFirst().split("/", -1)[1];
    api.put(
        "secrets",
        """
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s","namespace":"outport-agent"},
         "data":{"memory.json":"eyJ4"}}\
        """
            .formatted(name));

    assertThatThrownBy(() -> memories.read("shop1"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("delete it");
  }

  @Test
  void keepsWhatTheAgentIs() {
    SecureRandom random = new SecureRandom();
    SecretState states = new SecretState(client, "outport-agent");
    AgentKey key = AgentKey.generate(random);
    AgentKey next = AgentKey.generate(random);
    assertThat(states.read()).isEmpty();

    states.write(
        new AgentState("https://hub", "/cluster", key, clock.instant(), next, "print", "hub:1"));

    AgentState read = states.read().orElseThrow();
    assertThat(read.key().privatePem()).isEqualTo(key.privatePem());
    assertThat(read.findNext().orElseThrow().publicPem()).isEqualTo(next.publicPem());
    assertThat(read.keyMade()).isEqualTo(clock.instant());
    assertThat(read.loginServer()).isEqualTo("hub:1");
    states.write(
        new AgentState("https://hub", "/cluster", key, clock.instant(), null, "print", "hub:1"));
    assertThat(states.read().orElseThrow().findNext()).isEmpty();
  }

  @Test
  void saysThatTheStateIsDamaged() {
    api.put(
        "secrets",
        """
        {"apiVersion":"v1","kind":"Secret",
         "metadata":{"name":"outport-agent-state","namespace":"outport-agent"},"data":{}}\
        """);

    assertThatThrownBy(() -> new SecretState(client, "outport-agent").read())
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("has no hub");
  }

  @Test
  void tellsTheApiServersReason() {
    api.down(true);

    assertThatThrownBy(() -> new SecretState(client, "outport-agent").read())
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("it is down");
  }

  @Test
  void renewsPullSecretsBeforeTheyEnd() {
    Account account = new Account();
    KubernetesPullSecrets secrets = new KubernetesPullSecrets(client, account, HOME, clock);

    secrets.ensure("site");
    secrets.ensure("site");
    assertThat(account.asked).isEqualTo(1);
    assertThat(api.names("namespaces")).containsExactly("/site");
    assertThat(config("site")).contains("\"hub.example:8443\"").contains("password-1");

    clock.advance(Duration.ofMinutes(45));
    secrets.renew();
    secrets.renew();

    assertThat(account.asked).isEqualTo(2);
    assertThat(config("site")).contains("password-2").doesNotContain("hub.lan");
    secrets.remove("site");
    secrets.remove("site");
    assertThat(api.names("secrets")).containsExactly("outport-agent/outport-pull");
  }

  /** As {@code outport cluster connect} of an earlier version had it applied, without a label. */
  @Test
  void renewsTheSecretThatItsOwnImageIsPulledWith() {
    Account account = new Account();
    KubernetesPullSecrets secrets = new KubernetesPullSecrets(client, account, HOME, clock);
    apply("{}");

    secrets.renew();
    secrets.renew();

    assertThat(account.asked).isEqualTo(1);
    assertThat(config(HOME))
        .contains("\"hub.example:8443\"", "\"hub.lan:443\"", "password-1")
        .doesNotContain("enrolment");
    assertThat(api.read("secrets", HOME, "outport-pull").path("type").asString())
        .isEqualTo("kubernetes.io/dockerconfigjson");

    clock.advance(Duration.ofMinutes(45));
    secrets.renew();

    assertThat(config(HOME)).contains("password-2");
  }

  /** Whatever the agent wrote there: the file may be older than the secret in the cluster. */
  @Test
  void renewsItsOwnSecretAtOnceWhereTheFileIsAppliedAgain() {
    KubernetesPullSecrets secrets = new KubernetesPullSecrets(client, new Account(), HOME, clock);
    secrets.renew();
    apply("{\"io.outport/expires-on\": \"\"}");

    secrets.renew();

    assertThat(config(HOME)).contains("password-1").doesNotContain("enrolment");
  }

  /** After the cluster was connected anew, to this hub or to another one. */
  @Test
  void renewsSecretsOfAnotherAccountOrHostThoughTheirTimeIsNotOver() {
    Account account = new Account();
    KubernetesPullSecrets secrets = new KubernetesPullSecrets(client, account, HOME, clock);
    secrets.ensure("site");
    secrets.ensure("shop");

    account.connect("agent.new", "hub.example:8443");
    secrets.ensure("site");
    assertThat(config("site")).contains("agent.new", "password-2").doesNotContain("agent.shop");
    assertThat(config("shop")).contains("agent.shop");

    account.connect("agent.new", "other.example");
    secrets.renew();
    assertThat(config("site")).contains("other.example", "password-3");
    assertThat(config("shop")).contains("other.example", "password-3");
  }

  @Test
  void keepsItsOwnSecretWhenAnExtensionLeavesItsNamespace() {
    KubernetesPullSecrets secrets = new KubernetesPullSecrets(client, new Account(), HOME, clock);
    secrets.ensure(HOME);

    secrets.remove(HOME);

    assertThat(config(HOME)).contains("password-1");
  }

  private void apply(String annotations) {
    String config =
        """
        {"auths": {"hub.lan:443": {"username": "agent.shop", "password": "enrolment"}}}\
        """;
    api.put(
        "secrets",
        """
        {"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/dockerconfigjson",
         "metadata":{"name":"outport-pull","namespace":"outport-agent","annotations":%s},
         "data":{".dockerconfigjson":"%s"}}\
        """
            .formatted(annotations, Api.encoded(config)));
  }

  @Test
  void keepsAnOldPullSecretWhileTheHubIsAway() {
    Account account = new Account();
    KubernetesPullSecrets secrets = new KubernetesPullSecrets(client, account, HOME, clock);
    secrets.ensure("site");
    account.away = true;
    clock.advance(Duration.ofHours(3));

    secrets.ensure("site");

    assertThat(config("site")).contains("password-1");
    assertThatThrownBy(() -> secrets.ensure("other")).isInstanceOf(AgentException.class);
  }

  private String config(String namespace) {
    String data =
        api.read("secrets", namespace, "outport-pull")
            .path("data")
            .path(".dockerconfigjson")
            .asString();
    return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
  }

  private final class Account implements HubAccount {
    private int asked;
    private boolean away;
    private String user = "agent.shop";
    private String host = "hub.example:8443";
    private @Nullable AgentCredentials kept;

    @Override
    public AgentCredentials credentials() {
      if (away) {
        throw new AgentException(AgentException.Kind.UNREACHABLE, "away", null);
      }
      AgentCredentials valid = kept;
      if (valid == null || valid.expiresOn().isBefore(clock.instant().plus(MARGIN))) {
        asked++;
        Instant end = clock.instant().plus(Duration.ofHours(1));
        valid = new AgentCredentials(user, "password-" + asked, end, host);
        kept = valid;
      }
      return valid;
    }

    private void connect(String otherUser, String otherHost) {
      user = otherUser;
      host = otherHost;
      kept = null;
    }

    @Override
    public void refused(AgentCredentials credentials) {
      kept = null;
    }

    @Override
    public String loginServer() {
      return host;
    }

    @Override
    public String address() {
      return "hub.lan:443";
    }

    @Override
    public SSLContext trust() {
      return TrustBundle.system().clientContext();
    }
  }
}
