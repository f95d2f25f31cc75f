package io.outport.hub.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random changes of random resources, also of such as nobody can make by the rules (circles, tokens
 * that are gone): the sites that are told something else are those that a look at all of them
 * finds.
 */
final class RenewalTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int WORLDS = Integer.getInteger("worlds", 200);
  private static final int STEPS = 40;
  private static final int NAMES = 6;
  private static final Instant START = Instant.parse("2026-11-26T08:00:00Z");

  @Test
  void findsThoseThatALookAtAllFinds() {
    for (int world = 0; world < WORLDS; world++) {
      long seed = SEED + world;
      Random random = new Random(seed);
      Resources now = Resources.NONE;
      for (int step = 0; step < STEPS; step++) {
        Resources wanted = changed(now, random);
        Resources renewed = Renewal.renew(now, wanted, Differences.between(now, wanted));

        assertThat(renewed)
            .as("-Dseed=%d -Dworlds=1, step %d", seed, step)
            .isEqualTo(renewedByLookingAtAll(now, wanted));
        now = renewed;
      }
    }
  }

  private static Resources renewedByLookingAtAll(Resources before, Resources after) {
    long revision = after.lastRevision();
    List<SiteEntry> renewed = new ArrayList<>();
    for (SiteEntry site : after.sites().values()) {
      if (!isToldTheSame(before, before.site(site.name()).orElse(null), after, site)) {
        revision++;
        renewed.add(site.withRevision(revision));
      }
    }
    return after.withSites(renewed, revision);
  }

  private static boolean isToldTheSame(
      Resources before, @Nullable SiteEntry old, Resources after, SiteEntry site) {
    return old != null
        && old.created().equals(site.created())
        && SiteConfigurations.of(before, old).equals(SiteConfigurations.of(after, site));
  }

  private static Resources changed(Resources now, Random random) {
    Resources all = now;
    for (int change = random.nextInt(3); change >= 0; change--) {
      all =
          switch (random.nextInt(8)) {
            case 0, 1 -> all.with(scopeMap(random));
            case 2, 3 -> all.with(token(random));
            case 4, 5 -> all.with(site(all, random));
            case 6 -> touched(all, random);
            default -> without(all, random);
          };
    }
    return all;
  }

  private static Resources without(Resources all, Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> all.withoutScopeMap(name("map", random));
      case 1 -> all.withoutToken(name("token", random));
      default -> all.withoutSite(name("site", random));
    };
  }

  /** Changes of which a site is not told, or only those above it. */
  private static Resources touched(Resources all, Random random) {
    return all.site(name("site", random))
        .map(
            site ->
                switch (random.nextInt(3)) {
                  case 0 -> site.withHolder(null);
                  case 1 -> site.withHolder(new SiteEntry.Holder("one", "1", moment(random)));
                  default -> site.withDesired(site.desired().withResyncAsked(moment(random)));
                })
        .map(all::with)
        .orElse(all);
  }

  private static ScopeMapEntry scopeMap(Random random) {
    String action = "repositories/r%d/content/read".formatted(random.nextInt(3));
    return new ScopeMapEntry(name("map", random), moment(random), "", false, List.of(action));
  }

  private static TokenEntry token(Random random) {
    return new TokenEntry(
        name("token", random),
        moment(random),
        name("map", random),
        random.nextBoolean(),
        List.of());
  }

  private static SiteEntry site(Resources all, Random random) {
    String name = name("site", random);
    SiteEntry.Desired desired = desired(random);
    // Mostly a change of what is there, as people make them.
    return all.site(name)
        .filter(_ -> random.nextInt(4) > 0)
        .map(old -> old.withDesired(desired))
        .orElseGet(() -> new SiteEntry(name, moment(random), desired, 0, null, null));
  }

  private static SiteEntry.Desired desired(Random random) {
    List<String> clients =
        IntStream.range(0, random.nextInt(3)).mapToObj(_ -> name("token", random)).toList();
    return new SiteEntry.Desired(
        "ReadOnly",
        name("token", random),
        "* * * * *",
        "",
        "P2D",
        clients,
        "Information",
        random.nextBoolean() ? "Enabled" : "Disabled",
        List.of(),
        true,
        "0 0 * * *",
        random.nextInt(3) == 0 ? "" : name("site", random),
        null);
  }

  private static Instant moment(Random random) {
    return START.plusSeconds(random.nextInt(3));
  }

  /** In one of two spellings, which mean the same. */
  private static String name(String what, Random random) {
    String name = what + random.nextInt(NAMES);
    return random.nextInt(4) == 0 ? name.toUpperCase(Locale.ROOT) : name;
  }
}
