package io.outport.edge;

import io.outport.hub.event.ContentEvent;
import io.outport.hub.resource.Resources;
import io.outport.hub.resource.SiteConfigurations;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Change;
import io.outport.registry.content.Content;
import io.outport.registry.content.HistoryPage;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoredManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What must hold once everything is quiet; each answer is a list of what does not. */
final class SimChecks {
  private static final int ALL = Integer.MAX_VALUE;
  private static final String BASE = "base/";

  private final SimWorld world;
  private final SimPeople people;

  SimChecks(SimWorld world, SimPeople people) {
    this.world = world;
    this.people = people;
  }

  /** Everything. */
  List<String> all() {
    List<String> wrong = new ArrayList<>(content());
    wrong.addAll(pushes());
    wrong.addAll(clients());
    wrong.addAll(events());
    return wrong;
  }

  /** Each site has what its parent has in its scope; one that takes pushes may have more. */
  private List<String> content() {
    List<String> wrong = new ArrayList<>();
    Resources resources = world.hub().running().orElseThrow().resources().current();
    for (SimSite site : world.sites()) {
      List<RepositoryPattern> scope =
          SiteConfigurations.patterns(resources, resources.site(site.name()).orElseThrow());
      Map<String, Digest> wanted = tags(contentOf(site.parent()), scope);
      Map<String, Digest> found =
          tags(site.content(), site.isReadWrite() ? scope : List.of(RepositoryPattern.EVERY));
      if (site.isReadWrite()) {
        found.keySet().retainAll(wanted.keySet());
      }
      if (!wanted.equals(found)) {
        wrong.add("%s has %s and not %s".formatted(site.name(), found, wanted));
      }
      wrong.addAll(holes(site));
    }
    return wrong;
  }

  private Content contentOf(SimNode node) {
    return node instanceof SimSite site ? site.content() : world.hub().content();
  }

  private static Map<String, Digest> tags(Content content, List<RepositoryPattern> scope) {
    Map<String, Digest> tags = new TreeMap<>();
    MetadataStore metadata = content.metadata();
    for (RepositoryName name : metadata.listRepositories("", ALL)) {
      if (scope.stream().anyMatch(it -> it.matches(name))) {
        for (Tag tag : metadata.listTags(name, "", ALL)) {
          tags.put(name + ":" + tag, metadata.findTag(name, tag).orElseThrow());
        }
      }
    }
    return tags;
  }

  /** Manifests whose parts are not all there (L2). */
  private static List<String> holes(SimSite site) {
    MetadataStore metadata = site.content().metadata();
    List<String> wrong = new ArrayList<>();
    for (RepositoryName name : metadata.listRepositories("", ALL)) {
      for (Digest digest : metadata.listManifests(name, "", ALL)) {
        StoredManifest manifest = metadata.findManifest(name, Reference.of(digest)).orElseThrow();
        if (!site.content().listMissing(name, manifest.parse()).isEmpty()) {
          wrong.add("%s lacks parts of %s@%s".formatted(site.name(), name, digest));
        }
      }
    }
    return wrong;
  }

  /** What clients pushed at sites and were thanked for is at the hub, and nothing waits. */
  private List<String> pushes() {
    List<String> wrong = new ArrayList<>();
    MetadataStore hub = world.hub().content().metadata();
    people
        .pushed()
        .forEach(
            (place, digest) -> {
              var name = new RepositoryName(place.repository());
              Optional<Digest> there = hub.findTag(name, new Tag(place.tag()));
              boolean isShared = place.repository().equals(SimFleet.SHARED);
              boolean arrived =
                  isShared
                      ? hub.findManifest(name, Reference.of(digest.orElseThrow())).isPresent()
                      : there.equals(digest);
              if (!arrived) {
                wrong.add("%s is %s at the hub and not %s".formatted(place, there, digest));
              }
            });
    for (SimSite site : world.sites()) {
      site.content()
          .metadata()
          .listUnsent(0, ALL)
          .forEach(it -> wrong.add(site.name() + ": " + it));
    }
    return wrong;
  }

  /** The passwords that were given out last are good at the site, unless their token is not. */
  private List<String> clients() {
    List<String> wrong = new ArrayList<>();
    for (SimSite site : world.sites()) {
      String token = "client-" + site.name();
      boolean wanted = !people.isDisabled(token);
      people
          .clients()
          .getOrDefault(token, Map.of())
          .forEach(
              (slot, password) -> {
                if (site.serving().isEmpty() || site.admits(token, password) != wanted) {
                  wrong.add("%s of %s should be admitted: %s".formatted(slot, token, wanted));
                }
              });
    }
    return wrong;
  }

  /**
   * The hub heard of each change at each site, once. A manifest and the tag that followed it are
   * one event where both were looked at together, and two where they were not.
   */
  private List<String> events() {
    List<String> wrong = new ArrayList<>();
    List<ContentEvent> all = world.hub().running().orElseThrow().events().read(0, ALL).events();
    for (SimSite site : world.sites()) {
      MetadataStore metadata = site.content().metadata();
      List<String> heard =
          all.stream()
              .filter(it -> site.name().equals(it.site()))
              .flatMap(SimChecks::text)
              .toList();
      List<String> lost = text(HistoryPage.read(metadata, 0, ALL - 1).events());
      heard.forEach(lost::remove);
      List<String> invented = new ArrayList<>(heard);
      text(metadata.listChanges(0, ALL)).forEach(invented::remove);
      // An earlier machine's events are of a history that went with it.
      if (!lost.isEmpty() || (site.isFirst() && !invented.isEmpty())) {
        wrong.add("%s: lost events %s, heard twice of %s".formatted(site.name(), lost, invented));
      }
    }
    return wrong;
  }

  private static Stream<String> text(ContentEvent it) {
    return it.repository().startsWith(BASE)
        ? Stream.of(
            "%s %s %s %s".formatted(it.action().label(), it.repository(), it.tag(), it.digest()))
        : Stream.empty();
  }

  private static List<String> text(List<Change> changes) {
    return new ArrayList<>(
        changes.stream()
            .filter(it -> it.repository().value().startsWith(BASE))
            .map(SimChecks::text)
            .toList());
  }

  private static String text(Change it) {
    String action =
        switch (it.kind()) {
          case MANIFEST_PUSHED, TAGGED -> "push";
          case MANIFEST_DELETED, UNTAGGED -> "delete";
        };
    return "%s %s %s %s".formatted(action, it.repository(), it.tagOrNull(), it.digest());
  }
}
