package io.outport.sync.engine;

import static io.outport.sync.TestImages.layer;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.gateway.Message;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoredManifest;
import io.outport.sync.ScriptedParent;
import io.outport.sync.Stop;
import io.outport.sync.SyncResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random life at the hub, random trouble on the link; in the end the site is as the hub is. */
final class SyncSimulation {
  private static final int STEPS = 60;

  static List<Long> seeds() {
    return new Random().longs(12).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endsInLineWithTheHub(long seed) {
    System.out.println("simulation, seed " + seed);
    var random = new Random(seed);
    Hub hub = new Hub();
    Site site = new Site();
    long cursor = 0;
    for (int step = 0; step < STEPS; step++) {
      change(hub, random);
      trouble(hub, random);
      if (random.nextInt(3) == 0) {
        cursor = follow(hub, site, cursor, random);
        Hub.assertWhole(site);
      }
    }

    hub.parent.follow((call, name) -> {});
    hub.parent.cutAfter(() -> Long.MAX_VALUE);
    site.clock.advance(Duration.ofHours(1));
    SyncResult last =
        site.engine(hub.parent).syncChanges(Site.mirror("*"), hub.messages(cursor), Stop.NEVER);
    assertThat(last.state()).isEqualTo(SyncResult.State.COMPLETE);
    hub.assertInLine(site);

    SyncResult all = site.engine(hub.parent).syncAll(Site.mirror("*"), Stop.NEVER);
    assertThat(all.state()).isEqualTo(SyncResult.State.COMPLETE);
    hub.assertInLine(site);
    assertThat(Site.manifests(site.memoryMetadata))
        .as("whatever the site has, the hub has")
        .isSubsetOf(Site.manifests(hub.content.metadata()));

    long changes = site.memoryMetadata.lastSequence();
    SyncResult again = site.engine(hub.parent).syncAll(Site.mirror("*"), Stop.NEVER);
    assertThat(again.synced() + again.removed()).as("L5").isZero();
    assertThat(again.traffic().fetched()).as("L5").isZero();
    assertThat(site.memoryMetadata.lastSequence()).as("L5").isEqualTo(changes);
  }

  private static long follow(Hub hub, Site site, long cursor, Random random) {
    long now = hub.sequence();
    List<Message> messages = new ArrayList<>(hub.messages(cursor));
    if (random.nextInt(4) == 0) {
      // Twice, and in any order: messages only say where to look.
      messages.addAll(hub.messages(cursor));
      Collections.shuffle(messages, random);
    }
    SyncResult result =
        random.nextInt(5) == 0
            ? site.engine(hub.parent).syncAll(Site.mirror("*"), Stop.NEVER)
            : site.engine(hub.parent).syncChanges(Site.mirror("*"), messages, Stop.NEVER);
    site.clock.advance(Duration.ofSeconds(random.nextInt(60)));
    return result.settled() ? now : cursor;
  }

  private static void trouble(Hub hub, Random random) {
    int fatal = random.nextInt(4) == 0 ? random.nextInt(40) : Integer.MAX_VALUE;
    hub.parent.follow(
        (call, name) -> {
          if (call >= fatal || call % 7 == 3) {
            throw ScriptedParent.unreachable();
          }
        });
    hub.parent.cutAfter(() -> 700 + Math.floorMod(hub.parent.served() * 31, 4_000L));
  }

  private static void change(Hub hub, Random random) {
    String repository = "team/app" + random.nextInt(3);
    String tag = "v" + random.nextInt(4);
    byte[] shared = layer(random.nextInt(5), 4_000);
    byte[] own = layer(random.nextLong(), random.nextInt(3_000));
    switch (random.nextInt(6)) {
      case 0, 1 -> hub.images.image(repository, tag, shared, own);
      case 2 ->
          hub.images.index(
              repository,
              tag,
              hub.images.image(repository, "", shared, own),
              hub.images.image(repository, "", own));
      case 3 -> pick(hub, repository, random).ifPresent(it -> refer(hub, repository, it, own));
      case 4 -> hub.content.deleteTag(new RepositoryName(repository), new Tag(tag));
      default ->
          pick(hub, repository, random)
              .filter(it -> it.parse().manifests().isEmpty())
              .filter(it -> !isChild(hub, repository, it.digest()))
              .ifPresent(
                  it -> hub.content.deleteManifest(new RepositoryName(repository), it.digest()));
    }
  }

  private static void refer(Hub hub, String repository, StoredManifest subject, byte[] payload) {
    hub.images.referrer(repository, subject, payload);
  }

  private static Optional<StoredManifest> pick(Hub hub, String repository, Random random) {
    MetadataStore metadata = hub.content.metadata();
    var name = new RepositoryName(repository);
    List<Digest> all = metadata.listManifests(name, "", Integer.MAX_VALUE);
    return all.isEmpty()
        ? Optional.empty()
        : metadata.findManifest(name, Reference.of(all.get(random.nextInt(all.size()))));
  }

  private static boolean isChild(Hub hub, String repository, Digest digest) {
    var name = new RepositoryName(repository);
    MetadataStore metadata = hub.content.metadata();
    return metadata.listManifests(name, "", Integer.MAX_VALUE).stream()
        .flatMap(each -> metadata.findManifest(name, Reference.of(each)).stream())
        .flatMap(each -> each.parse().manifests().stream())
        .anyMatch(child -> child.digest().equals(digest));
  }
}
