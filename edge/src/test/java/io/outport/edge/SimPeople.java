package io.outport.edge;

import static io.outport.sync.TestImages.layer;

import io.outport.hubapi.model.Token;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Content;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoredManifest;
import io.outport.sync.TestImages;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What people and clients do at the hub and at sites, and what they can count on since: only what
 * was acknowledged.
 */
final class SimPeople {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int ALL = Integer.MAX_VALUE;

  private final SimWorld world;
  private final SimFleet fleet;
  private final Random random;

  /** What the last acknowledged push or deletion of a client made of a tag; empty for gone. */
  private final Map<Place, Optional<Digest>> pushed = new LinkedHashMap<>();

  /** New sync tokens' passwords that nobody has put in place yet, by site. */
  private final Map<String, String> waiting = new TreeMap<>();

  /** The passwords of client tokens, by token and slot. */
  private final Map<String, Map<String, String>> clients = new TreeMap<>();

  private final TreeSet<String> disabled = new TreeSet<>();
  private int added;

  SimPeople(SimWorld world, SimFleet fleet) {
    this.world = world;
    this.fleet = fleet;
    this.random = world.random();
  }

  /** A tag that clients of one site push to. */
  record Place(String site, String repository, String tag) {}

  Map<Place, Optional<Digest>> pushed() {
    return pushed;
  }

  Map<String, Map<String, String>> clients() {
    return clients;
  }

  boolean isDisabled(String token) {
    return disabled.contains(token);
  }

  /** Somebody does something; where it fails, nobody can count on it. */
  void act() {
    try {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> atHub();
        case 3, 4 -> atSite();
        case 5, 6 -> operate();
        case 7 -> manage();
        default -> {}
      }
    } catch (SimProcess.Ended ignored) {
      // The server died under it.
      return;
    }
  }

  private void atHub() {
    Optional<SimNode.Serving> hub = world.hub().serving();
    if (hub.isEmpty()) {
      return;
    }
    Content content = hub.get().content();
    String repository = pick(pick(List.of(SimFleet.BASE, SimFleet.TEAM, List.of(SimFleet.SHARED))));
    String tag = "v" + random.nextInt(4);
    boolean shared = repository.equals(SimFleet.SHARED);
    switch (random.nextInt(shared ? 5 : 8)) {
      case 0, 1, 2 -> push(content, repository, tag);
      case 3 -> move(content, repository, tag);
      case 4, 5 -> content.deleteTag(new RepositoryName(repository), new Tag(tag));
      case 6 -> index(content, repository, tag);
      default ->
          any(content, repository)
              .filter(it -> it.parse().manifests().isEmpty())
              .filter(it -> !isChild(content, repository, it.digest()))
              .ifPresent(it -> content.deleteManifest(new RepositoryName(repository), it.digest()));
    }
  }

  private StoredManifest push(Content content, String repository, String tag) {
    byte[] common = layer(random.nextInt(12), 100);
    byte[] own = layer(random.nextLong(), 1 + random.nextInt(60));
    return new TestImages(content).image(repository, tag, common, own);
  }

  private void index(Content content, String repository, String tag) {
    var _ =
        new TestImages(content)
            .index(repository, tag, push(content, repository, ""), push(content, repository, ""));
  }

  private void move(Content content, String repository, String tag) {
    any(content, repository)
        .ifPresent(
            it -> content.putManifest(new RepositoryName(repository), it, Set.of(new Tag(tag))));
  }

  /** A client of a ReadWrite site pushes there, or takes a tag away. */
  private void atSite() {
    List<SimSite> writable =
        world.sites().stream()
            .filter(SimSite::isReadWrite)
            .filter(it -> it.serving().isPresent())
            .toList();
    if (writable.isEmpty()) {
      return;
    }
    SimSite site = pick(writable);
    Content content = site.serving().orElseThrow().content();
    String repository = random.nextInt(3) == 0 ? SimFleet.SHARED : SimFleet.UP + site.name();
    var place = new Place(site.name(), repository, "v" + random.nextInt(3));
    pushed.remove(place);
    if (random.nextInt(4) == 0) {
      content.deleteTag(new RepositoryName(repository), new Tag(place.tag()));
      if (!repository.equals(SimFleet.SHARED)) {
        pushed.put(place, Optional.empty());
      }
    } else {
      pushed.put(place, Optional.of(push(content, repository, place.tag()).digest()));
    }
  }

  /** Links, machines and clocks. */
  private void operate() {
    SimSite site = pick(world.sites());
    switch (random.nextInt(9)) {
      case 0, 1 -> site.link().cut();
      case 2, 3, 4 -> site.link().restore();
      case 5 -> site.kill();
      case 6 -> site.skew(jump());
      case 7 -> world.skewHub(jump());
      default -> world.hub().serving().ifPresent(it -> it.process().end());
    }
  }

  private Duration jump() {
    return DAY.multipliedBy(random.nextInt(3) - 1L);
  }

  /** Resources at the hub. */
  private void manage() {
    if (world.hub().running().isEmpty()) {
      return;
    }
    SimSite site = pick(world.sites());
    SimHub.Running hub = world.hub().running().orElseThrow();
    switch (random.nextInt(14)) {
      case 0, 1, 2 -> fleet.changeScope(site);
      case 11, 12 -> fleet.schedule(site);
      case 3 -> rotate(site);
      case 4 -> List.copyOf(waiting.keySet()).forEach(this::deliver);
      case 5 -> rotateClient(site.name());
      case 6 -> setEnabled("token-" + site.name(), random.nextInt(3) > 0);
      case 7 -> setEnabled("client-" + site.name(), random.nextInt(3) > 0);
      case 8 -> addOrRemove(site);
      case 9 -> hub.sites().deactivate(site.name());
      case 10 -> {
        // What clients had pushed to a machine that is gone could be nowhere else.
        if (!site.isReadWrite()) {
          hub.sites().deactivate(site.name());
          site.replace();
        }
      }
      default -> world.hub().content().metadata().trimChanges(world.clock().instant().minus(DAY));
    }
  }

  /** A new password at the hub; somebody puts it in place at the site, now or later. */
  private void rotate(SimSite site) {
    waiting.put(site.name(), fleet.generate(site.token(), slot()));
    if (random.nextBoolean()) {
      deliver(site.name());
    }
  }

  private void deliver(String name) {
    String password = waiting.remove(name);
    world.sites().stream()
        .filter(it -> it.name().equals(name) && password != null)
        .forEach(it -> it.connect(String.valueOf(password)));
  }

  private void rotateClient(String site) {
    String token = "client-" + site;
    String slot = slot();
    Map<String, String> slots = clients.computeIfAbsent(token, _ -> new HashMap<>());
    slots.put(slot, fleet.generate(token, slot));
  }

  private void setEnabled(String token, boolean wanted) {
    fleet.enable(token, wanted ? Token.ENABLED : Token.DISABLED);
    if (wanted) {
      disabled.remove(token);
    } else {
      disabled.add(token);
    }
  }

  private void addOrRemove(SimSite site) {
    boolean leaf = world.sites().stream().noneMatch(it -> it.parent() == site);
    if (random.nextBoolean() || !leaf || site.isReadWrite()) {
      added++;
      fleet.add("added" + added, site);
    } else {
      fleet.remove(site);
    }
  }

  /** Everybody goes home, and leaves all in order. */
  void finish() {
    List.copyOf(waiting.keySet()).forEach(this::deliver);
    SimHub.Running hub = world.hub().running().orElseThrow();
    for (SimSite site : world.sites()) {
      site.link().restore();
      if (disabled.contains(site.token())) {
        setEnabled(site.token(), true);
      }
      // The claim of a machine that died while it asked may have been granted all the same.
      if (!site.isFirst()) {
        hub.sites().deactivate(site.name());
      }
    }
  }

  private String slot() {
    return random.nextBoolean() ? "password1" : "password2";
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private Optional<StoredManifest> any(Content content, String repository) {
    MetadataStore metadata = content.metadata();
    var name = new RepositoryName(repository);
    List<Digest> all = metadata.listManifests(name, "", ALL);
    return all.isEmpty() ? Optional.empty() : metadata.findManifest(name, Reference.of(pick(all)));
  }

  private static boolean isChild(Content content, String repository, Digest digest) {
    var name = new RepositoryName(repository);
    MetadataStore metadata = content.metadata();
    return metadata.listManifests(name, "", ALL).stream()
        .flatMap(each -> metadata.findManifest(name, Reference.of(each)).stream())
        .flatMap(each -> each.parse().manifests().stream())
        .anyMatch(child -> child.digest().equals(digest));
  }
}
