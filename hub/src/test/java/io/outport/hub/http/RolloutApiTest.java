package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hub.TestHub;
import io.outport.hubapi.agent.AgentClient;
import io.outport.hubapi.agent.AgentKey;
import io.outport.hubapi.agent.AgentLink;
import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.agent.AgentTokens;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.ErrorInfo;
import io.outport.hubapi.model.StatusItem;
import io.outport.pki.TrustBundle;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rollouts at a real hub: people by the control API, sites by the agents' wire. */
class RolloutApiTest {
  private static final String TYPE =
      "\"extensionType\":\"microsoft.containerregistry.connectedregistry\"";
  private static final String TO_NEW =
      TYPE + ",\"version\":\"1.1.0\",\"rings\":[\"canary\"],\"soakTime\":\"PT0S\"";

  @TempDir private Path folder;
  private final List<Site> opened = new ArrayList<>();
  private TestHub hub;
  private TestFleet fleet;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start(folder.resolve("hub"));
    for (String version : List.of("1.0.0", "1.1.0", "1.2.0")) {
      hub.push("charts/connected-registry", version, version);
    }
    fleet = TestFleet.start(hub);
  }

  @AfterEach
  void stop() {
    opened.forEach(each -> each.agent().close());
    fleet.close();
    hub.close();
  }

  @Test
  void movesPinnedExtensionsRingAfterRing() throws Exception {
    Site canary = site("canary1", "canary").enrol().runs("1.0.0");
    Site shop = site("shop1", "west").enrol().runs("1.0.0");

    JsonNode made = write("PUT", "r1", TO_NEW, 201);
    assertThat(made.at("/properties/state").asString()).isEqualTo("Running");
    assertThat(made.at("/properties/maxUnavailable").asInt()).isEqualTo(1);
    assertThat(canary.version()).isEqualTo("1.1.0");
    assertThat(shop.version()).isEqualTo("1.0.0");
    assertThat(fleet.get(canary.extension()).at("/properties/version").asString())
        .isEqualTo("1.1.0");

    canary.runs("1.1.0");
    assertThat(shop.version()).isEqualTo("1.1.0");
    assertThat(outcome(shop)).isEqualTo("Upgrading");
    shop.runs("1.1.0");
    assertThat(state("r1")).isEqualTo("Succeeded");
    assertThat(outcome(canary)).isEqualTo("Succeeded");
    assertThat(fleet.get(shop.extension()).at("/properties/version").asString()).isEqualTo("1.1.0");
  }

  @Test
  void stopsAtTheFirstThatIsRolledBackAndWishesThereWhatItHad() throws Exception {
    Site canary = site("canary1", "canary").enrol().runs("1.0.0");
    Site shop = site("shop1", "").enrol().runs("1.0.0");
    write("PUT", "r1", TO_NEW, 201);

    canary.rollsBack();

    JsonNode stopped = fleet.get(rollout("r1")).path("properties");
    assertThat(stopped.path("state").asString()).isEqualTo("Stopped");
    assertThat(stopped.path("message").asString())
        .contains("of cluster 'canary1' was rolled back: CrashLoop: it crashes");
    assertThat(stopped.at("/outcomes/RolledBack").asInt()).isEqualTo(1);
    assertThat(canary.version()).isEqualTo("1.0.0");
    assertThat(fleet.get(canary.extension()).at("/properties/version").asString())
        .isEqualTo("1.0.0");
    assertThat(shop.version()).isEqualTo("1.0.0");
    canary.runs("1.0.0");
    assertThat(outcome(canary)).isEqualTo("RolledBack");
    assertThat(state("r1")).isEqualTo("Stopped");

    assertThat(act("resume", 200).at("/properties/state").asString()).isEqualTo("Running");
    assertThat(canary.version()).isEqualTo("1.0.0");
    assertThat(shop.version()).isEqualTo("1.1.0");
    shop.runs("1.1.0");
    assertThat(state("r1")).isEqualTo("Succeeded");
    assertThat(outcome(canary)).isEqualTo("RolledBack");
  }

  @Test
  void goesPastWhoIsOfflineAndTakesThemUpWhenTheyAreBack() throws Exception {
    Site away = site("away1", "canary");
    Site shop = site("shop1", "").enrol().runs("1.0.0");
    write("PUT", "r1", TO_NEW, 201);
    assertThat(outcome(away)).isEqualTo("Offline");
    assertThat(shop.version()).isEqualTo("1.1.0");
    shop.runs("1.1.0");
    assertThat(state("r1")).isEqualTo("Running");

    away.enrol().runs("1.0.0");

    assertThat(away.version()).isEqualTo("1.1.0");
    away.runs("1.1.0");
    assertThat(state("r1")).isEqualTo("Succeeded");
  }

  @Test
  void tellsOfAHoldAndGoesOnWithoutASecondWordWhenItIsOver() throws Exception {
    Site shop = site("shop1", "").enrol().runs("1.0.0");
    shop.agent().report(cluster("inventory until 6"));
    write("PUT", "r1", TO_NEW, 201);

    assertThat(site(fleet.get(rollout("r1")), shop).path("message").asString())
        .isEqualTo("inventory until 6");
    assertThat(outcome(shop)).isEqualTo("Held");
    assertThat(shop.version()).isEqualTo("1.0.0");
    assertThat(fleet.get(shop.path()).at("/properties/hold").asString())
        .isEqualTo("inventory until 6");

    shop.agent().report(cluster(null));
    assertThat(shop.version()).isEqualTo("1.1.0");
  }

  @Test
  void beginsNoMoreAtATimeThanItMay() throws Exception {
    List<Site> shops = new ArrayList<>();
    for (int each = 1; each <= 4; each++) {
      shops.add(site("shop" + each, "").enrol().runs("1.0.0"));
    }
    write("PUT", "r1", TO_NEW + ",\"maxUnavailable\":2", 201);
    assertThat(begun(shops)).isEqualTo(2);

    Site first =
        shops.stream().filter(each -> each.version().equals("1.1.0")).findFirst().orElseThrow();
    first.runs("1.1.0");
    assertThat(begun(shops)).isEqualTo(3);
  }

  @Test
  void soaksARingBeforeTheNextAndSaysUntilWhen() throws Exception {
    Site canary = site("canary1", "canary").enrol().runs("1.0.0");
    Site shop = site("shop1", "").enrol().runs("1.0.0");
    write("PUT", "r1", TO_NEW.replace("PT0S", "PT10M"), 201);

    canary.runs("1.1.0");

    JsonNode shown = fleet.get(rollout("r1")).path("properties");
    assertThat(Instant.parse(shown.path("soakedAt").asString())).isAfter(Instant.now());
    assertThat(shown.path("currentRing").asString()).isEqualTo("canary");
    assertThat(shop.version()).isEqualTo("1.0.0");
  }

  @Test
  void pausesEndsAndIsForgotten() throws Exception {
    Site shop = site("shop1", "canary").enrol().runs("1.0.0");
    Site other = site("shop2", "").enrol().runs("1.0.0");
    write("PUT", "r1", TO_NEW, 201);
    act("pause", 200);
    shop.runs("1.1.0");
    assertThat(other.version()).isEqualTo("1.0.0");
    assertThat(state("r1")).isEqualTo("Paused");

    fleet.call("DELETE", rollout("r1"), "", 409);
    act("cancel", 200);
    assertThat(state("r1")).isEqualTo("Canceled");
    assertThat(outcome(other)).isEqualTo("Waiting");
    assertThat(act("resume", 409).at("/error/code").asString()).isEqualTo("RolloutEnded");
    assertThat(other.version()).isEqualTo("1.0.0");
    fleet.call("DELETE", rollout("r1"), "", 200);
    fleet.call("GET", rollout("r1"), "", 404);
  }

  @Test
  void goesOnAfterARestart() throws Exception {
    Site canary = site("canary1", "canary").enrol().runs("1.0.0");
    Site shop = site("shop1", "").enrol().runs("1.0.0");
    write("PUT", "r1", TO_NEW, 201);
    fleet.close();
    hub = hub.restarted();
    fleet = TestFleet.again(hub, AgentKey.generate(new SecureRandom()));

    canary.again().runs("1.1.0");
    shop.again().agent().report(cluster(null));

    assertThat(shop.again().version()).isEqualTo("1.1.0");
  }

  @Test
  void leavesToPeopleWhatTheyChoseMeanwhile() throws Exception {
    Site canary = site("canary1", "canary").enrol().runs("1.0.0");
    write("PUT", "r1", TO_NEW, 201);

    fleet.call("PATCH", canary.extension(), "{\"properties\":{\"version\":\"1.2.0\"}}", 202);

    assertThat(canary.version()).isEqualTo("1.2.0");
    assertThat(state("r1")).isEqualTo("Running");
    canary.runs("1.2.0");
    assertThat(canary.version()).isEqualTo("1.2.0");
    assertThat(state("r1")).isEqualTo("Succeeded");
    assertThat(outcome(canary)).isEqualTo("LeftOut");
  }

  @Test
  void refusesWhatCannotBe() throws Exception {
    site("shop1", "");
    requireRefusal("r0", TYPE + ",\"version\":\"7.0.0\"", 400, "has no version '7.0.0'");
    requireRefusal("r0", "\"extensionType\":\"x\",\"version\":\"1\"", 400, "no extension type");
    requireRefusal("r0", TYPE, 400, "properties.version");
    requireRefusal("r0", TO_NEW + ",\"maxUnavailable\":0", 400, "use 1 or more");
    requireRefusal("r0", TO_NEW.replace("PT0S", "10m"), 400, "such as PT10M");
    requireRefusal("r0", TO_NEW.replace("[", "[\"canary\","), 400, "each once");
    requireRefusal("-", TO_NEW, 400, "is not allowed");
    write("PUT", "r1", TO_NEW, 201);
    write("PUT", "r1", TO_NEW, 200);
    requireRefusal("r1", TO_NEW.replace("1.1.0", "1.2.0"), 409, "cannot become another");
    requireRefusal("r2", TO_NEW, 409, "rollout 'r1' of extension type");
    assertThat(fleet.get(rollouts()).at("/value").size()).isEqualTo(1);
    assertThat(fleet.get(rollouts()).at("/value/0/properties").has("sites")).isFalse();
  }

  /** Who may only read must not act by a read. */
  @Test
  void actsByPostAlone() throws Exception {
    site("shop1", "").enrol().runs("1.0.0");
    write("PUT", "r1", TO_NEW, 201);

    for (String action : List.of("pause", "resume", "cancel")) {
      for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
        fleet.call(method, rollout("r1") + "/" + action, "", 405);
      }
    }
    fleet.call("POST", rollout("r1") + "/pause/more", "", 404);
    fleet.call("POST", rollout("r1") + "/begin", "", 404);

    assertThat(state("r1")).isEqualTo("Running");
  }

  private void requireRefusal(String name, String properties, int status, String words)
      throws Exception {
    String body = "{\"properties\":{%s}}".formatted(properties);
    assertThat(fleet.call("PUT", rollout(name), body, status).body()).contains(words);
  }

  private long begun(List<Site> shops) {
    return shops.stream().filter(each -> each.version().equals("1.1.0")).count();
  }

  private JsonNode write(String method, String name, String properties, int status)
      throws Exception {
    return fleet.json(method, rollout(name), "{\"properties\":{%s}}".formatted(properties), status);
  }

  private JsonNode act(String action, int status) throws Exception {
    return fleet.json("POST", rollout("r1") + "/" + action, "", status);
  }

  private String state(String name) throws Exception {
    return fleet.get(rollout(name)).at("/properties/state").asString();
  }

  private String outcome(Site site) throws Exception {
    return site(fleet.get(rollout("r1")), site).path("outcome").asString();
  }

  private static JsonNode site(JsonNode rollout, Site site) {
    for (JsonNode each : rollout.at("/properties/sites")) {
      if (each.path("cluster").asString().equals(site.name())) {
        return each;
      }
    }
    throw new AssertionError("no site " + site.name() + " in " + rollout);
  }

  private String rollouts() {
    return "/subscriptions/%s/resourceGroups/%s/providers/Outport.Fleet/rollouts"
        .formatted(hub.context().subscriptionId(), hub.context().resourceGroup());
  }

  private String rollout(String name) {
    return rollouts() + "/" + name;
  }

  private static AgentReport cluster(@Nullable String hold) {
    return new AgentReport("1", "v1.34.4", null, null, List.of(), 2, hold);
  }

  /** A cluster with an extension that is pinned to 1.0.0; its agent has not enrolled. */
  private Site site(String name, String ring) throws Exception {
    Site site = open(name, AgentKey.generate(new SecureRandom()));
    String tags = ring.isEmpty() ? "{}" : "{\"ring\":\"%s\"}".formatted(ring);
    fleet.call("PUT", site.path(), "{\"tags\":%s}".formatted(tags), 201);
    String pinned = "{\"properties\":{%s,\"version\":\"1.0.0\"}}".formatted(TYPE);
    fleet.call("PUT", site.extension(), pinned, 201);
    return site;
  }

  private Site open(String name, AgentKey key) {
    String path = fleet.cluster().replace(TestFleet.CLUSTER, name);
    AgentClient agent =
        new AgentClient(
            new AgentLink(hub.uri(""), path, key),
            new AgentTokens(InstantSource.system(), new SecureRandom()),
            TrustBundle.ofPem(hub.context().caPem()).clientContext());
    Site site = new Site(name, path, key, agent);
    opened.add(site);
    return site;
  }

  /** One cluster and its agent. */
  private final class Site {
    private final String name;
    private final String path;
    private final AgentKey key;
    private final AgentClient agent;

    Site(String name, String path, AgentKey key, AgentClient agent) {
      this.name = name;
      this.path = path;
      this.key = key;
      this.agent = agent;
    }

    String name() {
      return name;
    }

    String path() {
      return path;
    }

    AgentClient agent() {
      return agent;
    }

    String extension() {
      return path
          + "/providers/Microsoft.KubernetesConfiguration/extensions/"
          + TestFleet.EXTENSION;
    }

    Site enrol() throws Exception {
      agent.enrol(fleet.json("POST", path + "/enroll", "", 200).path("secret").asString());
      return this;
    }

    /** The same agent, at a hub that has started anew. */
    Site again() {
      return open(name, key);
    }

    DesiredExtension wish() {
      return agent.desired(0, Duration.ZERO).orElseThrow().extensions().getFirst();
    }

    String version() {
      return Objects.requireNonNull(wish().chart()).version();
    }

    /** Says that what is wished, which must be this, works. */
    Site runs(String version) {
      DesiredExtension wish = wish();
      assertThat(Objects.requireNonNull(wish.chart()).version()).isEqualTo(version);
      report(
          new ExtensionReport(wish.generation(), "Succeeded", version, List.of(), null, 1, false));
      return this;
    }

    void rollsBack() {
      var status =
          new StatusItem("RolledBack", null, StatusItem.WARNING, "as before", Instant.EPOCH);
      ErrorInfo why = ErrorInfo.of("CrashLoop", "it crashes");
      report(
          new ExtensionReport(
              wish().generation(), "Failed", "1.0.0", List.of(status), why, 3, false));
    }

    private void report(ExtensionReport report) {
      agent.report(TestFleet.EXTENSION, report);
    }
  }
}
