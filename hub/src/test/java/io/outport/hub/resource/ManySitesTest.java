package io.outport.hub.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ConnectedRegistry.Parent;
import io.outport.hubapi.model.ConnectedRegistry.Properties;
import io.outport.hubapi.model.ConnectedRegistry.SyncProperties;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.ResourceId;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import io.outport.registry.store.sql.SqliteDatabase;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Makes many sites as people do, each with a scope map, a token and a password of its own, and says
 * how long that takes: {@code -Dsites=1000} for as many. Judges no time, for machines differ.
 */
final class ManySitesTest {
  private static final ResourceId REGISTRY = ResourceId.ofRegistry("sub", "outport", "myhub");
  private static final int SITES = Integer.getInteger("sites", 20);
  private static final int CHILDREN = 9;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"hub", "tree", "one"})
  void makesManySites(String shape) {
    VirtualClock clock = VirtualClock.start();
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("hub.db"))) {
      ResourceStore store = ResourceStore.open(database, () -> {});
      var maps = new ScopeMapDesk(store, REGISTRY, clock);
      var tokens = new TokenDesk(store, REGISTRY, _ -> false, clock, new SecureRandom());
      var sites = new SiteDesk(store, REGISTRY, "hub:8443", new SiteActivity(clock), clock);
      long begun = System.nanoTime();

      for (int number = 0; number < SITES; number++) {
        String name = "site%05d".formatted(number);
        maps.put(name, ScopeMap.of("", List.of("repositories/app/*/content/read")));
        tokens.put(name, Token.of(id(ResourceId.SCOPE_MAPS, name)));
        tokens.generate(new GenerateCredentials(id(ResourceId.TOKENS, name), "password1", null));
        sites.put(name, site(name, parent(shape, number)));
      }

      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      System.out.printf("%d sites below %s: %,d ms%n", SITES, shape, took.toMillis());
      assertThat(store.current().sites().values())
          .hasSize(SITES)
          .allSatisfy(each -> assertThat(each.revision()).isPositive());
    }
  }

  /** None for one below the hub itself. */
  private static @Nullable String parent(String shape, int number) {
    if (shape.equals("hub") || number == 0) {
      return null;
    }
    int above = shape.equals("one") ? 0 : (number - 1) / CHILDREN;
    return id(ResourceId.CONNECTED_REGISTRIES, "site%05d".formatted(above));
  }

  private static String id(String kind, String name) {
    return REGISTRY.child(kind, name).toString();
  }

  private static ConnectedRegistry site(String name, @Nullable String parent) {
    var sync = new SyncProperties(id(ResourceId.TOKENS, name), null, null, null, null, null);
    return new ConnectedRegistry(
        null, null, null, Properties.desired(null, new Parent(parent, sync), null, null));
  }
}
