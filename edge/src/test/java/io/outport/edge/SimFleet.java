package io.outport.edge;

import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ConnectedRegistry.Parent;
import io.outport.hubapi.model.ConnectedRegistry.SyncProperties;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.ResourceId;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes and changes what the hub holds of its sites, through the desks of the control API. */
final class SimFleet {
  /** In every site's scope, always. */
  static final List<String> BASE = List.of("base/app0", "base/app1");

  /** In the scope of some sites, some of the time. */
  static final List<String> TEAM = List.of("team/a", "team/b", "team/c", "team/d");

  /** Where clients of ReadWrite sites push to, each site's by its name, and one of all. */
  static final String UP = "up/";

  /** The repository that all of them push to. */
  static final String SHARED = "up/shared";

  private static final List<String> EVERY_ACTION =
      List.of("content/read", "content/write", "content/delete", "metadata/read", "metadata/write");

  private static final int WRITABLE_MIDDLES = 2;

  private final SimWorld world;
  private final Random random;
  private static final List<SyncProperties> TIMES =
      List.of(
          new SyncProperties(null, "* * * * *", null, null, null, null),
          new SyncProperties(null, "0 */2 * * *", "PT1H", null, null, null),
          new SyncProperties(null, "30 1,13 * * *", "PT2H", null, null, null));

  private final Map<String, String> firstPasswords = new HashMap<>();

  SimFleet(SimWorld world) {
    this.world = world;
    this.random = world.random();
  }

  /** Grows a tree of three levels with so many sites; some at each level take pushes. */
  void grow(int sites) {
    int middles = Math.max(Math.max(1, sites / 10), Math.min(WRITABLE_MIDDLES, sites / 4));
    int lowers = Math.max(1, sites * 3 / 10);
    int leaves = Math.max(0, sites - middles - lowers);
    // Tokens first: each costs a look at all sites.
    IntStream.range(0, middles).forEach(n -> makeTokens("middle" + n, n < WRITABLE_MIDDLES));
    IntStream.range(0, lowers).forEach(n -> makeTokens("lower" + n, isWritableLower(n, middles)));
    IntStream.range(0, leaves).forEach(n -> makeTokens("leaf" + n, n == 0));
    for (int n = 0; n < middles; n++) {
      makeSite("middle" + n, world.hub(), n < WRITABLE_MIDDLES);
    }
    for (int n = 0; n < lowers; n++) {
      makeSite("lower" + n, world.sites().get(n % middles), isWritableLower(n, middles));
    }
    for (int n = 0; n < leaves; n++) {
      makeSite("leaf" + n, world.sites().get(middles + n % lowers), n == 0);
    }
  }

  private static boolean isWritableLower(int n, int middles) {
    return n < Math.min(WRITABLE_MIDDLES, middles);
  }

  /** Makes a ReadOnly site with its tokens at the hub, and the machine that will be it. */
  void add(String name, SimNode parent) {
    makeTokens(name, false);
    makeSite(name, parent, false);
  }

  private void makeTokens(String name, boolean readWrite) {
    SimHub.Running hub = world.hub().running().orElseThrow();
    var _ = hub.scopeMaps().put("scope-" + name, ScopeMap.of("", scope(readWrite)));
    String scopeMap = world.hub().id(ResourceId.SCOPE_MAPS, "scope-" + name).toString();
    var _ = hub.tokens().put("token-" + name, Token.of(scopeMap));
    var _ = hub.tokens().put("client-" + name, Token.of(scopeMap));
    firstPasswords.put(name, generate("token-" + name, "password1"));
  }

  private void makeSite(String name, SimNode parent, boolean readWrite) {
    SimHub.Running hub = world.hub().running().orElseThrow();
    var _ = hub.sites().put(name, wanted(name, parent, readWrite));
    String password = String.valueOf(firstPasswords.remove(name));
    world.sites().add(new SimSite(world, name, readWrite, parent, password));
  }

  /** Takes the site away at the hub; its machine is switched off. */
  void remove(SimSite site) {
    world.hub().running().orElseThrow().sites().delete(site.name());
    site.kill();
    site.close();
    world.sites().remove(site);
  }

  /** Gives the site's sync token other rights. */
  void changeScope(SimSite site) {
    var _ =
        world
            .hub()
            .running()
            .orElseThrow()
            .scopeMaps()
            .patch("scope-" + site.name(), ScopeMap.ofActions(scope(site.isReadWrite())));
  }

  /** Has the site sync at other times: always, or in windows of an hour or two. */
  void schedule(SimSite site) {
    SyncProperties times = TIMES.get(random.nextInt(TIMES.size()));
    var _ =
        world
            .hub()
            .running()
            .orElseThrow()
            .sites()
            .patch(
                site.name(),
                new ConnectedRegistry(
                    null,
                    null,
                    null,
                    ConnectedRegistry.Properties.desired(
                        null, new Parent(null, times), null, null)));
  }

  /** A fresh password, which ends the one in its slot. */
  String generate(String token, String slot) {
    String id = world.hub().id(ResourceId.TOKENS, token).toString();
    Token.Password made =
        world
            .hub()
            .running()
            .orElseThrow()
            .tokens()
            .generate(new GenerateCredentials(id, slot, null))
            .passwords()
            .getFirst();
    return world.secrets().add(made.value());
  }

  void enable(String token, String status) {
    var _ =
        world
            .hub()
            .running()
            .orElseThrow()
            .tokens()
            .patch(
                token,
                new Token(null, null, null, new Token.Properties(null, null, null, null, status)));
  }

  private ConnectedRegistry wanted(String name, SimNode parent, boolean readWrite) {
    @Nullable String above =
        parent instanceof SimSite
            ? world.hub().id(ResourceId.CONNECTED_REGISTRIES, parent.name()).toString()
            : null;
    String token = world.hub().id(ResourceId.TOKENS, "token-" + name).toString();
    String client = world.hub().id(ResourceId.TOKENS, "client-" + name).toString();
    var sync = new SyncProperties(token, null, null, null, null, null);
    return new ConnectedRegistry(
        null,
        null,
        null,
        ConnectedRegistry.Properties.desired(
                readWrite ? "ReadWrite" : "ReadOnly",
                new Parent(above, sync),
                List.of(client),
                null)
            .with(List.of("base/*:*"), null));
  }

  private List<String> scope(boolean readWrite) {
    List<String> actions = new ArrayList<>();
    reads("base/*").forEach(actions::add);
    if (random.nextInt(5) == 0) {
      reads("team/*").forEach(actions::add);
    } else {
      TEAM.stream()
          .filter(it -> random.nextBoolean())
          .flatMap(SimFleet::reads)
          .forEach(actions::add);
    }
    if (readWrite) {
      EVERY_ACTION.forEach(action -> actions.add("repositories/up/*/" + action));
    } else if (random.nextBoolean()) {
      reads("up/*").forEach(actions::add);
    }
    return actions;
  }

  private static Stream<String> reads(String pattern) {
    return Stream.of(
        "repositories/%s/content/read".formatted(pattern),
        "repositories/%s/metadata/read".formatted(pattern));
  }
}
